package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.WriteCoalescer;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.TestTimer;

/** Which thread does what for a link: dials delay no message, and the thread that looks for life never writes. */
class IndependentThreadsTest implements LinkHandler {

    private final Queue<Runnable> dialling = new ArrayDeque<>();
    private final Queue<Runnable> writing = new ArrayDeque<>();
    private final Queue<Runnable> pinging = new ArrayDeque<>();
    private final Queue<Runnable> closing = new ArrayDeque<>();
    private final Queue<Runnable> cutting = new ArrayDeque<>();
    private final TestTimer timer = new TestTimer();
    private final ManualTransport transport = new ManualTransport();
    private final List<String> closed = new ArrayList<>();
    private final Link link = new Link(transport,
            new PeerState(new Announcement(InstanceKey.of("10.0.0.7", 9000, ""), "payments", PeerInfo.NONE), true,
                    1 << 20),
            this, Limits.DEFAULT, timer,
            executors(),
            new LinkCounters());

    @Test
    void aThousandMessagesAreWrittenThoughEveryDiallerIsBusy() {
        transport.synchronous = true;
        dialling.add(() -> {
            throw new AssertionError("a dial that never ends");
        });
        link.corked(() -> IntStream.range(0, 1_000).forEach(i -> link.push("\"/x\"", "1")));
        runAll(writing);
        assertThat(transport.sent).hasSize(1_000);
    }

    @Test
    void aTransportThatCanBlockIsWrittenToByTheWritersOnly() {
        transport.synchronous = true;
        transport.canBlock = true;
        link.push("\"/x\"", "1");
        link.corked(() -> link.push("\"/y\"", "2"));
        assertThat(transport.sent).as("by the calling thread").isEmpty();
        runAll(writing);
        assertThat(transport.sent).hasSize(2);
    }

    @Test
    void theThreadThatLooksForLifeLeavesThePingToAnother() {
        timer.advanceMillis(10_000);
        link.check();
        assertThat(transport.sent).isEmpty();
        runAll(pinging);
        assertThat(transport.sent).containsExactly("<ping>");
        timer.advanceMillis(10_000);
        link.check();
        assertThat(closed).isEmpty();
        closeSockets();
        assertThat(closed).containsExactly("4000 silent");
    }

    /** A call whose time has passed asks by the timer. */
    @Test
    void theThreadThatAsksForASignOfLifeLeavesThePingToAnother() {
        link.probe();
        link.probe();
        assertThat(transport.sent).isEmpty();
        runAll(pinging);
        assertThat(transport.sent).containsExactly("<ping>");
    }

    @Test
    void callersOfALinkWhoseWriteFailedAreToldThoughEveryCloserIsBusy() {
        Call written = new Call();
        Call queued = new Call();
        link.request("\"/x\"", "1", written);
        link.request("\"/x\"", "2", queued);
        transport.fail(new IOException("broken pipe"));
        assertThat(queued.ends).as("by the thread that was writing").isEmpty();
        timer.advanceMillis(100);
        assertThat(written.ends).containsExactly("lost written 1006 write failed");
        assertThat(queued.ends).containsExactly("lost unwritten 1006 write failed");
        closeSockets();
        assertThat(closed).containsExactly("1006 write failed");
        assertThat(transport.sent).last().isEqualTo("<close 1011 write failed>");
    }

    @Test
    void theCloseFrameOfAPeerThatLeavesIsReadAfterAWriteThatFailed() {
        PeerState leaving = new PeerState(new Announcement(InstanceKey.of("10.0.0.7", 9000, ""), "payments",
                PeerInfo.of("their-id", "leaving", "", "ws")), true, 1 << 20);
        Link read = new Link(transport, leaving, this, Limits.DEFAULT, timer,
                executors(),
                new LinkCounters());
        Call begun = new Call();
        Call above = new Call();
        read.request("\"/x\"", "1", begun);
        transport.complete();
        read.request("\"/x\"", "2", above);
        transport.fail(new IOException("broken pipe"));
        assertThat(read.isOpen()).isFalse();
        timer.advanceMillis(50);
        closeSockets();
        assertThat(transport.sent).as("nothing is read from a closed socket").hasSize(2);
        read.closed(1001, "leaving 0");
        assertThat(begun.ends).containsExactly("lost written 1001 leaving 0");
        assertThat(above.ends).containsExactly("lost unwritten 1001 leaving 0");
        timer.advanceMillis(50);
        closeSockets();
        assertThat(closed).containsExactly("1001 leaving 0");
        assertThat(transport.sent).last().isEqualTo("<close 1011 write failed>");
    }

    /** No close frame of the peer could tell more of them. */
    @Test
    void requestsThatWereNotWrittenAreLostAtOnceWhenTheWriteFails() {
        Call queued = new Call();
        link.push("\"/x\"", "1");
        link.request("\"/x\"", "2", queued);
        transport.fail(new IOException("broken pipe"));
        timer.advanceMillis(0);
        assertThat(queued.ends).containsExactly("lost unwritten 1006 write failed");
    }

    @Test
    void aLinkWithoutCallsWhoseWriteFailedIsClosedAtOnce() {
        link.push("\"/x\"", "1");
        transport.fail(new IOException("broken pipe"));
        timer.advanceMillis(0);
        assertThat(closed).containsExactly("1006 write failed");
    }

    @Test
    void aLinkIsEndedOnceHoweverOftenItIsLookedAt() {
        for (int second = 0; second < 60; second++) {
            timer.advanceMillis(1_000);
            link.check();
        }
        assertThat(pinging).hasSize(1);
        assertThat(cutting).as("the end, though no thread has pinged").hasSize(1);
        closeSockets();
        assertThat(closed).containsExactly("4000 silent");
    }

    /** It reads a message each second, and has nothing to say. The ping waits behind the messages. */
    @Test
    void aPeerThatReadsSlowlyHasItsTimeAfterThePing() {
        for (int i = 0; i < 30; i++) {
            link.push("\"/x\"", "1");
        }
        for (int second = 1; second <= 29; second++) {
            lookAfterASecond();
            assertThat(link.isOpen()).as("second %d", second).isTrue();
            transport.complete();
        }
        assertThat(transport.sent).hasSize(30).doesNotContain("<ping>");
        transport.complete();
        runAll(pinging);
        assertThat(transport.sent).last().isEqualTo("<ping>");
        for (int second = 1; second <= 8; second++) {
            lookAfterASecond();
            assertThat(link.isOpen()).as("second %d after the ping", second).isTrue();
        }
        lookAfterASecond();
        closeSockets();
        assertThat(closed).as("it does not answer the ping").containsExactly("4000 silent");
    }

    private void lookAfterASecond() {
        timer.advanceMillis(1_000);
        link.check();
        runAll(pinging);
    }

    @Test
    void aPingThatWaitsForAThreadIsNoSendThatDoesNotEnd() {
        link.ping();
        for (int second = 0; second < 60; second++) {
            timer.advanceMillis(1_000);
            link.alive();
            link.check();
        }
        assertThat(pinging).hasSize(1);
        runAll(pinging);
        assertThat(transport.sent).containsExactly("<ping>");
        assertThat(closed).isEmpty();
    }

    @Test
    void aRequestWhoseEndFailsKeepsNoOtherFromBeingTold() {
        transport.synchronous = true;
        Call told = new Call();
        for (int i = 0; i < 3; i++) {
            link.request("\"/x\"", "1", new OutboundRequest(Long.MAX_VALUE) {

                @Override
                protected void answered(Frame.Response response) {
                    throw new AssertionError();
                }

                @Override
                protected void refused(int status, String message) {
                    throw new AssertionError();
                }

                @Override
                protected void lost(boolean written, int code, String reason) {
                    throw new StackOverflowError("expected by this test");
                }

                @Override
                protected void expired(boolean written) {
                    throw new AssertionError();
                }
            });
            if (i == 1) {
                link.request("\"/x\"", "1", told);
            }
        }
        link.serve(new Frame.Request(1, true, "/x", null, -1), new InboundRequest() {

            @Override
            public long deadline() {
                return Long.MAX_VALUE;
            }

            @Override
            public boolean wantsAnswer() {
                return true;
            }

            @Override
            public boolean stop(Reason reason) {
                throw new StackOverflowError("expected by this test");
            }
        });
        link.closed(1006, "gone");
        assertThat(told.ends).containsExactly("lost written 1006 gone");
        assertThat(closed).containsExactly("1006 gone");
        assertThat(link.pendingRequests()).isZero();
    }

    @Test
    void aSendThatTakesThePingIntervalEndsTheLink() {
        link.push("\"/x\"", "1");
        for (int second = 0; second < 10; second++) {
            link.alive();
            link.check();
            timer.advanceMillis(1_000);
        }
        closeSockets();
        assertThat(closed).isEmpty();
        link.alive();
        link.check();
        closeSockets();
        assertThat(closed).containsExactly("1013 does not read");
        assertThat(transport.sent).last().isEqualTo("<close 1013 does not read>");
    }

    @Test
    void sendsThatFollowEachOtherEndNothing() {
        link.push("\"/x\"", "1");
        for (int second = 0; second < 30; second++) {
            link.alive();
            link.check();
            timer.advanceMillis(1_000);
            link.push("\"/x\"", "1");
            transport.complete();
        }
        closeSockets();
        assertThat(closed).isEmpty();
    }

    @Test
    void afterAPauseOfTheProcessSilenceAndSendsBeginAgain() {
        link.push("\"/x\"", "1");
        link.check();
        timer.advanceMillis(45_000);
        link.resetTimers();
        link.check();
        closeSockets();
        assertThat(closed).isEmpty();
    }

    /** As of a peer that only sends batches: the thread that looks may always come in the middle of one. */
    @Test
    void aLinkThatIsAlwaysReadingABatchIsNotTakenForStalled() {
        transport.synchronous = true;
        for (int second = 0; second < 60; second++) {
            link.corked(() -> {
                link.alive();
                link.check();
            });
            timer.advanceMillis(1_000);
        }
        closeSockets();
        assertThat(closed).isEmpty();
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void callersOfALinkThatIsCutAreToldThoughEveryCloserIsBusy() {
        transport.synchronous = true;
        Call silent = new Call();
        link.request("\"/x\"", "1", silent);
        timer.advanceMillis(20_000);
        link.check();
        assertThat(link.isOpen()).as("for new calls").isFalse();
        timer.advanceMillis(0);
        assertThat(silent.ends).containsExactly("lost written 4000 silent");
        closeSockets();
        assertThat(closed).containsExactly("4000 silent");
        assertThat(transport.sent).last().isEqualTo("<close 4000 silent>");
    }

    @Test
    void callersOfALinkWhosePeerDoesNotReadAreToldThoughEveryCloserIsBusy() {
        Call written = new Call();
        link.request("\"/x\"", "1", written);
        for (int second = 0; second <= 10; second++) {
            link.alive();
            link.check();
            timer.advanceMillis(1_000);
        }
        assertThat(written.ends).containsExactly("lost written 1013 does not read");
    }

    /** Its token has ended, and the close frame waits behind an answer that it does not read. */
    @Test
    void aPeerThatReadsNothingIsCutThoughACloseFrameWaits() {
        link.push("\"/x\"", "1");
        timer.advanceMillis(1_000);
        link.closeLater(1008, "the token has ended");
        link.closeLater(1008, "the token has ended");
        closeSockets();
        timer.advanceMillis(9_999);
        assertThat(closed).isEmpty();
        timer.advanceMillis(1);
        assertThat(closed).containsExactly("1008 the token has ended");
        closeSockets();
        assertThat(transport.sent).last().isEqualTo("<close 1008 the token has ended>");
    }

    @Test
    void aPeerThatStallsBehindACloseFrameIsStillLookedAt() {
        link.push("\"/x\"", "1");
        link.check();
        timer.advanceMillis(9_000);
        link.closeLater(1008, "the token has ended");
        closeSockets();
        timer.advanceMillis(1_000);
        link.alive();
        link.check();
        timer.advanceMillis(0);
        assertThat(closed).containsExactly("1013 does not read");
    }

    @Test
    void aRetiredLinkWhosePeerReadsNothingIsCut() {
        link.push("\"/x\"", "1");
        link.retire();
        for (int second = 0; second <= 10; second++) {
            link.alive();
            link.check();
            timer.advanceMillis(1_000);
        }
        assertThat(closed).containsExactly("1013 does not read");
        closeSockets();
        assertThat(transport.sent).contains("<close 1013 does not read>");
    }

    /** Its caller had found the link before. */
    @Test
    void aRequestThatIsBeingSentWhileTheLinkRetiresIsAnswered() {
        transport.synchronous = true;
        link.retire();
        link.check();
        Call call = new Call();
        link.request("\"/x\"", "1", call);
        link.check();
        closeSockets();
        assertThat(transport.sent).hasSize(1);
        link.text("{\"id\":0,\"mode\":1,\"data\":{\"status\":200}}");
        assertThat(call.ends).hasSize(1).first().asString().doesNotStartWith("lost");
        link.check();
        closeSockets();
        assertThat(transport.sent).hasSize(1);
        link.check();
        closeSockets();
        assertThat(transport.sent).last().isEqualTo("<close 1000 not used any more>");
    }

    @Test
    void aPingThatFoundNoThreadIsSentAtTheNextLook() {
        boolean[] poor = { true };
        Link other = new Link(transport, new PeerState(
                new Announcement(InstanceKey.of("10.0.0.8", 9000, ""), "payments", PeerInfo.NONE), true, 1 << 20), this,
                Limits.DEFAULT, timer,
                new IoExecutors(dialling::add, dialling::add, dialling::add, writing::add, task -> {
                    if (poor[0]) {
                        throw new RejectedExecutionException("expected by this test");
                    }
                    pinging.add(task);
                }, closing::add, cutting::add, WriteCoalescer.NONE),
                new LinkCounters());
        timer.advanceMillis(10_000);
        other.check();
        assertThat(pinging).isEmpty();
        poor[0] = false;
        timer.advanceMillis(1_000);
        other.check();
        runAll(pinging);
        assertThat(transport.sent).containsExactly("<ping>");
    }

    /** A server may take seconds to cut off a peer that does not read. */
    @Test
    void linksAreClosedInOrderThoughEveryThreadThatCutsOffIsBusy() {
        Link frozen = other();
        frozen.cutOff(1013, "queue full");
        Link flooding = other();
        flooding.cutOffLater(1013, "too many bytes");
        assertThat(closing).as("of those that are closed in order").isEmpty();
        assertThat(cutting).hasSize(2);
        link.close(1001, "leaving");
        runAll(closing);
        assertThat(transport.sent).containsExactly("<close 1001 leaving>");
    }

    @Test
    void theSocketOfALinkEndsWhenItIsClosed() {
        assertThat(link.socketEnd()).isCompleted();
        link.cutOff(1013, "queue full");
        assertThat(closed).containsExactly("1013 queue full");
        assertThat(link.socketEnd()).isNotDone();
        runAll(cutting);
        assertThat(link.socketEnd()).isCompleted();
        Link aborted = other();
        aborted.abort(1008, "not wanted");
        assertThat(aborted.socketEnd()).isNotDone();
        closeSockets();
        assertThat(aborted.socketEnd()).isCompleted();
    }

    /** The calling thread would wait for the socket: it looks for life, or reads other sockets. */
    @Test
    void aCloseThatFindsNoThreadIsMadeLater() {
        boolean[] poor = { true };
        Executor none = task -> {
            if (poor[0]) {
                throw new RejectedExecutionException("expected by this test");
            }
            task.run();
        };
        Executor retrying = IoExecutors.retrying(none, timer);
        Link other = new Link(transport, new PeerState(
                new Announcement(InstanceKey.of("10.0.0.8", 9000, ""), "payments", PeerInfo.NONE), true, 1 << 20), this,
                Limits.DEFAULT, timer, new IoExecutors(none, none, none, none, none, retrying, retrying,
                        WriteCoalescer.NONE),
                new LinkCounters());
        other.cutOff(1013, "queue full");
        timer.advanceMillis(1_000);
        assertThat(transport.sent).isEmpty();
        poor[0] = false;
        timer.advanceMillis(100);
        assertThat(transport.sent).hasSize(1);
    }

    private Link other() {
        return new Link(transport, new PeerState(
                new Announcement(InstanceKey.of("10.0.0.8", 9000, ""), "payments", PeerInfo.NONE), true, 1 << 20), this,
                Limits.DEFAULT, timer, executors(), new LinkCounters());
    }

    private IoExecutors executors() {
        return new IoExecutors(dialling::add, dialling::add, dialling::add, writing::add, pinging::add, closing::add,
                cutting::add, WriteCoalescer.NONE);
    }

    private void closeSockets() {
        runAll(closing);
        runAll(cutting);
    }

    private static void runAll(Queue<Runnable> tasks) {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    @Override
    public void request(Link from, Frame.Request request) {
        throw new AssertionError("nobody asks");
    }

    @Override
    public void closed(Link which, int code, String reason) {
        closed.add(code + " " + reason);
    }
}
