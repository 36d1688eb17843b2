package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.TestTimer;

class WriteQueueTest {

    private final ManualTransport transport = new ManualTransport();
    private final List<Throwable> failures = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final WriteQueue queue = new WriteQueue(transport, Limits.queue(4, 100), IoExecutors.all(tasks::add),
            Limits.unbounded(), failures::add);

    @Test
    void aMessageForAnIdleQueueIsSentAtOnce() {
        assertThat(queue.offer(message("a"))).isTrue();
        assertThat(transport.sent).containsExactly("a");
        assertThat(queue.waiting()).isZero();
    }

    /** Inline handlers of one message may take longer than a send may. */
    @Test
    void workWhoseAnswersTravelTogetherIsNoSendThatTakesLong() {
        queue.corked(() -> {
            queue.offer(message("a"));
            assertThat(queue.isStalled(0, 10)).isFalse();
            assertThat(queue.isStalled(20, 10)).isFalse();
        });
        assertThat(transport.sent).hasSize(1);
        assertThat(queue.isStalled(30, 10)).isFalse();
        assertThat(queue.isStalled(40, 10)).isTrue();
    }

    @Test
    void oneMessageIsSentAtATimeAndTheOrderIsKept() {
        for (String text : List.of("a", "b", "c", "d")) {
            queue.offer(message(text));
        }
        assertThat(transport.sent).containsExactly("a");
        transport.complete();
        assertThat(transport.sent).containsExactly("a", "b");
        transport.complete();
        queue.offer(message("e"));
        transport.complete();
        transport.complete();
        transport.complete();
        assertThat(transport.sent).containsExactly("a", "b", "c", "d", "e");
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void aFullQueueRefusesAndTakesAgainWhenThereIsRoom() {
        queue.offer(message("under way"));
        IntStream.range(0, 4).forEach(i -> assertThat(queue.offer(message("m" + i))).isTrue());
        assertThat(queue.offer(message("too many"))).isFalse();
        assertThat(queue.waiting()).isEqualTo(4);
        transport.complete();
        assertThat(queue.offer(message("fits"))).isTrue();
        transport.completeAll();
        assertThat(transport.sent).containsExactly("under way", "m0", "m1", "m2", "m3", "fits");
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void theCharactersThatWaitAreBounded() {
        queue.offer(message("under way"));
        assertThat(queue.offer(message("x".repeat(60)))).isTrue();
        assertThat(queue.offer(message("y".repeat(41)))).isFalse();
        assertThat(queue.offer(message("z".repeat(40)))).isTrue();
        transport.completeAll();
        assertThat(queue.offer(message("w".repeat(100)))).as("all was given back").isTrue();
    }

    /** The peer takes messages of this length. */
    @Test
    void oneMessageThatIsLongerThanTheQueueMayWaitBesideTheOthers() {
        queue.offer(message("under way"));
        assertThat(queue.offer(message("x".repeat(60)))).isTrue();
        assertThat(queue.offer(message("y".repeat(101)))).isTrue();
        assertThat(queue.offer(message("z".repeat(40)))).as("the others have their room").isTrue();
        assertThat(queue.offer(message("v"))).isFalse();
        transport.complete();
        assertThat(queue.offer(message("w".repeat(101)))).as("a second one").isFalse();
        transport.complete();
        assertThat(queue.offer(message("w".repeat(101)))).as("the first is under way").isTrue();
        transport.completeAll();
        assertThat(transport.sent).extracting(String::length).containsExactly(9, 60, 101, 40, 101);
        assertThat(queue.waiting()).isZero();
        assertThat(queue.offer(message("w".repeat(100)))).as("all was given back").isTrue();
    }

    @Test
    void pingsAndTheCloseFindRoomInAFullQueue() {
        queue.offer(message("under way"));
        IntStream.range(0, 4).forEach(i -> queue.offer(message("m" + i)));
        assertThat(queue.offer(WriteItem.ping())).isTrue();
        assertThat(queue.offer(WriteItem.close(1000, "bye"))).isTrue();
        transport.completeAll();
        runTasks();
        assertThat(transport.sent).containsExactly("under way", "m0", "m1", "m2", "m3", "<ping>", "<close 1000 bye>");
    }

    @Test
    void aRequestThatWasGivenUpIsNotWritten() {
        Call call = new Call();
        queue.offer(message("under way"));
        queue.offer(WriteItem.request("given up", call, -1, null));
        queue.offer(message("after"));
        call.end();
        transport.completeAll();
        assertThat(transport.sent).containsExactly("under way", "after");
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void aRequestCountsAsWrittenFromTheMomentItIsHandedOver() {
        Call call = new Call();
        queue.offer(message("under way"));
        queue.offer(WriteItem.request("request", call, -1, null));
        assertThat(call.isWritten()).isFalse();
        transport.complete();
        assertThat(call.isWritten()).isTrue();
    }

    @Test
    void theRequestsOfAMessageThatWasNotDeliveredDoNotCountAsWritten() {
        transport.failureMeansUndelivered = true;
        WriteQueue large = large();
        large.enableBatches(10_000);
        Call delivered = new Call();
        Call first = new Call();
        Call second = new Call();
        large.offer(WriteItem.request("delivered", delivered, -1, null));
        large.offer(WriteItem.request("first", first, -1, null));
        large.offer(message("answer"));
        large.offer(WriteItem.request("second", second, -1, null));
        transport.complete();
        assertThat(transport.sent).containsExactly("delivered", "[first,answer,second]");
        transport.fail(new IOException("closed output"));
        assertThat(delivered.isWritten()).isTrue();
        assertThat(first.isWritten()).isFalse();
        assertThat(second.isWritten()).isFalse();
    }

    @Test
    void aRequestCountsAsWrittenIfTheTransportCannotTellWhyItsSendFailed() {
        Call call = new Call();
        queue.offer(WriteItem.request("request", call, -1, null));
        transport.fail(new IOException("flush"));
        assertThat(call.isWritten()).isTrue();
    }

    @Test
    void aPingThatFailsSaysNothingOfTheMessageBeforeIt() {
        transport.failureMeansUndelivered = true;
        Call call = new Call();
        queue.offer(WriteItem.request("request", call, -1, null));
        queue.offer(WriteItem.ping());
        transport.failingPing = new IOException("reset");
        transport.complete();
        runTasks();
        assertThat(failures).hasSize(1);
        assertThat(call.isWritten()).isTrue();
    }

    @Test
    void nothingIsSentAfterTheQueueWasClosed() {
        queue.offer(message("under way"));
        queue.offer(message("one"));
        queue.offer(message("two"));
        transport.complete();
        queue.close();
        assertThat(queue.offer(message("late"))).isFalse();
        transport.completeAll();
        assertThat(transport.sent).as("\"two\" was taken by the writer already").containsExactly("under way", "one");
    }

    @Test
    void nothingIsSentBehindTheClose() {
        queue.offer(message("under way"));
        queue.offer(WriteItem.close(1001, "leaving"));
        queue.offer(message("behind"));
        transport.completeAll();
        runTasks();
        assertThat(transport.sent).containsExactly("under way", "<close 1001 leaving>");
        assertThat(queue.isClosed()).isTrue();
    }

    @Test
    void aGreetingIsSentByItself() {
        WriteQueue large = large();
        large.enableBatches(10_000);
        large.offer(message("under way"));
        large.offer(message("a"));
        large.offer(message("b"));
        large.offer(WriteItem.greeting("hello", () -> transport.sent.add("<behind>")));
        large.offer(message("c"));
        large.offer(message("d"));
        transport.completeAll();
        assertThat(transport.sent).containsExactly("under way", "[a,b]", "hello", "<behind>", "[c,d]");
    }

    @Test
    void aFailedSendClosesTheQueueAndIsTold() {
        queue.offer(message("under way"));
        queue.offer(message("never"));
        IOException broken = new IOException("broken");
        transport.fail(broken);
        assertThat(failures).containsExactly(broken);
        assertThat(queue.isClosed()).isTrue();
        assertThat(transport.sent).containsExactly("under way");
    }

    @Test
    void aSendThatThrowsIsAFailedSend() {
        RuntimeException thrown = new IllegalStateException("the session is closed");
        isAFailedSend(thrown, () -> {
            throw thrown;
        });
    }

    @Test
    void soIsOneWhoseStackIsTooSmall() {
        Error thrown = new StackOverflowError();
        isAFailedSend(thrown, () -> {
            throw thrown;
        });
    }

    private void isAFailedSend(Throwable thrown, Runnable throwing) {
        transport.throwing = throwing;
        assertThat(queue.offer(message("a"))).isTrue();
        assertThat(failures).containsExactly(thrown);
        assertThat(queue.isClosed()).isTrue();
    }

    @Test
    void aWriterThatNeverPausesLeavesTheThreadOfItsCaller() {
        transport.synchronous = true;
        WriteQueue large = large();
        transport.onFirstSend = () -> IntStream.range(0, 300).forEach(i -> large.offer(message("m" + i)));
        large.offer(message("first"));
        assertThat(transport.sent).hasSize(128);
        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(transport.sent).hasSize(301).startsWith("first", "m0").endsWith("m299");
    }

    @Test
    void aWriterThatFindsNoOtherThreadFailsTheLink() {
        transport.synchronous = true;
        WriteQueue large = new WriteQueue(transport, Limits.queue(1_000, 100_000),
                IoExecutors.all(task -> {
                    throw new RejectedExecutionException("closed");
                }), Limits.unbounded(), failures::add);
        transport.onFirstSend = () -> IntStream.range(0, 300).forEach(i -> large.offer(message("m" + i)));
        large.offer(message("first"));
        assertThat(failures).hasSize(1).first().isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aWriterThatFailsBetweenTwoSendsFailsTheLink() {
        // without a link they have no ids to give
        OutboundRequests failing = new OutboundRequests(null, Limits.queue(4, 100), new TestTimer());
        queue.offer(message("under way"));
        queue.offer(WriteItem.request("without an id", null, -1, failing));
        try {
            transport.complete();
        } catch (NullPointerException e) {
            // the transport's thread would log it
        }
        assertThat(failures).singleElement().isInstanceOf(NullPointerException.class);
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.offer(message("after"))).isFalse();
    }

    @Test
    void aWriterWhoseExecutorFailsFailsTheLink() {
        transport.synchronous = true;
        WriteQueue large = new WriteQueue(transport, Limits.queue(1_000, 100_000),
                IoExecutors.all(task -> {
                    throw new NoClassDefFoundError("expected by this test");
                }), Limits.unbounded(), failures::add);
        transport.onFirstSend = () -> IntStream.range(0, 300).forEach(i -> large.offer(message("m" + i)));
        large.offer(message("first"));
        assertThat(failures).singleElement().isInstanceOf(NoClassDefFoundError.class);
        assertThat(large.isClosed()).isTrue();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    private static WriteItem message(String text) {
        return WriteItem.message(text);
    }

    private WriteQueue large() {
        return new WriteQueue(transport, Limits.queue(1_000, 100_000), IoExecutors.all(tasks::add),
                Limits.unbounded(), failures::add);
    }
}
