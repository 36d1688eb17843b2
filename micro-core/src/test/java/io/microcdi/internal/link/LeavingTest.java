package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.wire.Frame;

/** A link of a node that leaves, and the link at its other end (wire, Leaving). */
class LeavingTest {

    private static final PeerInfo LEAVING = PeerInfo.of("their-id", "leaving", "", "ws");

    /** No bound is reached where the writer gets no processor for a while. */
    private static final LinkLimits WIDE = LinkLimits.of(MicroConfig.defaults()
            .with(ConfigKeys.MAX_QUEUED_MESSAGES, 1_000_000).with(ConfigKeys.MAX_PENDING, 1_000_000));

    private final LinkFixture leaving = new LinkFixture(LEAVING);

    private void gives(long id) {
        leaving.link.serve(new Frame.Request(id, true, "/x", null, -1), new Work(Long.MAX_VALUE, true));
    }

    @Test
    void theReasonOfTheCloseNamesTheHighestRequestThatAHandlerWasGiven() {
        gives(3);
        gives(9);
        gives(5);
        leaving.link.leave();
        assertThat(leaving.pipe.dialler().closeCode()).isEqualTo(1001);
        assertThat(leaving.pipe.dialler().closeReason()).isEqualTo("leaving 9");
    }

    @Test
    void minusOneSaysThatNoHandlerWasGivenARequest() {
        leaving.link.leave();
        assertThat(leaving.pipe.dialler().closeReason()).isEqualTo("leaving -1");
    }

    /** As where the node leaves without a drain, while a thread is about to give a handler the request. */
    @Test
    void aRequestAboveTheOneThatWasNamedIsGivenToNoHandler() {
        gives(3);
        leaving.link.leave();
        Frame.Request later = new Frame.Request(4, true, "/x", null, -1);
        assertThat(leaving.link.serve(later, new Work(Long.MAX_VALUE, true))).isFalse();
        assertThat(leaving.link.mayServe(later)).isFalse();
        assertThat(leaving.pipe.dialler().closeReason()).isEqualTo("leaving 3");
    }

    @Test
    void afterMinusOneNoRequestIsGivenToAHandler() {
        leaving.link.leave();
        assertThat(leaving.link.mayServe(new Frame.Request(0, true, "/x", null, -1))).isFalse();
    }

    @Test
    void aRequestThatIsRefusedIsNotGivenToAHandler() {
        gives(3);
        gives(3);
        leaving.link.mayServe(new Frame.Request(3, true, "/x", null, -1));
        leaving.link.leave();
        assertThat(leaving.pipe.dialler().closeReason()).isEqualTo("leaving 3");
    }

    @Test
    void aPeerThatDoesNotKnowTheFeatureIsToldNothingNew() {
        LinkFixture plain = new LinkFixture(LinkFixture.VERSIONED);
        plain.link.announceLeaving();
        plain.link.leave();
        assertThat(plain.sent()).isEmpty();
        assertThat(plain.pipe.dialler().closeReason()).isEqualTo("leaving");
    }

    @Test
    void requestsAboveTheHighestOneSurelyDidNotRun() {
        List<Call> calls = requests(leaving, 4);
        leaving.link.closed(1001, "leaving 1");
        assertThat(ends(calls)).containsExactly("lost written 1001 leaving 1", "lost written 1001 leaving 1",
                "lost unwritten 1001 leaving 1", "lost unwritten 1001 leaving 1");
    }

    @Test
    void anotherReasonOrCodeSaysNothingAboutRequests() {
        for (String reason : List.of("leaving", "leaving ", "leaving x", "leaving -", "leaving 1 2", "going 0",
                "leaving 99999999999999999999")) {
            LinkFixture at = new LinkFixture(LEAVING);
            List<Call> calls = requests(at, 2);
            at.link.closed(1001, reason);
            assertThat(ends(calls)).as(reason).allMatch(end -> end.startsWith("lost written"));
        }
        List<Call> calls = requests(leaving, 2);
        leaving.link.closed(1000, "leaving -1");
        assertThat(ends(calls)).allMatch(end -> end.startsWith("lost written"));
    }

    /** The number in the reason is that of the requests of the other end. */
    @Test
    void theReasonOfTheOwnCloseSaysNothingAboutTheOwnRequests() {
        List<Call> calls = requests(leaving, 2);
        leaving.link.leave();
        leaving.link.closed(1001, "leaving -1");
        assertThat(ends(calls)).containsExactly("lost written 1001 leaving -1", "lost written 1001 leaving -1");
    }

    /** A request may have been written between the look that found the link unused and its close. */
    @Test
    void theReasonOfARetiredLinkSaysNothingAboutItsRequestsEither() {
        leaving.link.retire();
        leaving.link.check();
        leaving.link.check();
        assertThat(leaving.pipe.dialler().closeReason()).isEqualTo("leaving -1");
        assertThat(leaving.link.hasLeft()).isTrue();
    }

    @Test
    void aPeerThatDoesNotKnowTheFeatureIsNotBelieved() {
        LinkFixture plain = new LinkFixture(LinkFixture.VERSIONED);
        List<Call> calls = requests(plain, 2);
        plain.link.closed(1001, "leaving -1");
        assertThat(ends(calls)).allMatch(end -> end.startsWith("lost written"));
    }

    /** Threads take ids in one order, and queue their frames in another: the writer puts that right. */
    @Test
    void requestsAndPushesAreNumberedInTheOrderInWhichTheyAreWritten() throws InterruptedException {
        ManualTransport transport = new ManualTransport();
        transport.synchronous = true;
        Link link = link(transport, LEAVING);
        List<Call> calls = manyFrom(link, 4, 4_000);
        long last = -1;
        for (String frame : List.copyOf(transport.sent)) {
            long id = Long.parseLong(frame.substring("{\"id\":".length(), frame.indexOf(',')));
            assertThat(id).isGreaterThan(last);
            last = id;
            link.text("{\"id\":" + id + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":1}}");
        }
        assertThat(calls).hasSize(4 * 4_000).allMatch(call -> call.ends.equals(List.of("answered 200 1")));
        assertThat(link.pendingRequests()).isZero();
    }

    private static List<Call> manyFrom(Link link, int threads, int each) throws InterruptedException {
        List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        List<Thread> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            running.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    Call call = new Call(Long.MAX_VALUE / 2);
                    calls.add(call);
                    link.request("\"/x\"", "1", call);
                    link.push("\"/y\"", "1");
                }
            }));
        }
        running.forEach(Thread::start);
        for (Thread thread : running) {
            thread.join();
        }
        return calls;
    }

    private Link link(Transport transport, PeerInfo info) {
        PeerState peer = new PeerState(new Announcement(InstanceKey.of("10.0.0.7", 9000, ""), "payments", info), true,
                1 << 20);
        return new Link(transport, peer, leaving, WIDE, leaving.timer, IoExecutors.all(Runnable::run),
                leaving.counters);
    }

    private static List<Call> requests(LinkFixture at, int number) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            calls.add(at.request());
        }
        return calls;
    }

    private static List<String> ends(List<Call> calls) {
        return calls.stream().map(call -> String.join(", ", call.ends)).toList();
    }

    /** One thread sends a request while another one reads the close frame of the peer. */
    @Test
    void aRequestThatIsSentWhileTheLinkClosesDidNotRunIfTheCloseSaysSo() throws Exception {
        ManualTransport transport = new ManualTransport();
        transport.synchronous = true;
        Link link = new Link(transport, leaving.link.peer(), leaving, Limits.DEFAULT, leaving.timer,
                IoExecutors.all(Runnable::run), leaving.counters);
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        Logger log = Logger.getLogger("io.microcdi.link");
        // the link logs its end before it ends its requests
        Handler pause = new Pause(closing, sent);
        Thread reader = new Thread(() -> link.closed(1001, "leaving -1"));
        transport.onFirstSend = () -> {
            reader.start();
            await(closing);
        };
        Level before = log.getLevel();
        log.setLevel(Level.FINE);
        log.addHandler(pause);
        Call call = new Call();
        try {
            link.request("\"/x\"", "1", call);
        } finally {
            sent.countDown();
            reader.join();
            log.removeHandler(pause);
            log.setLevel(before);
        }
        assertThat(call.ends).containsExactly("lost unwritten 1001 leaving -1");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops the thread that logs. */
    private static final class Pause extends Handler {

        private final CountDownLatch reached;
        private final CountDownLatch goOn;

        Pause(CountDownLatch reached, CountDownLatch goOn) {
            this.reached = reached;
            this.goOn = goOn;
        }

        @Override
        public void publish(LogRecord entry) {
            reached.countDown();
            await(goOn);
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
