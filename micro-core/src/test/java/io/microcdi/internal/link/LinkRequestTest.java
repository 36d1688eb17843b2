package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.TestTimer;

/** The asking side of a link: each request ends once, in one way. */
class LinkRequestTest {

    private final LinkFixture plain = new LinkFixture(LinkFixture.PLAIN);

    @Test
    void requestsAreNumberedFromZero() {
        plain.request();
        plain.request();
        assertThat(plain.sent()).containsExactly(
                "{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\",\"data\":1}}",
                "{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\",\"data\":1}}");
    }

    @Test
    void answersFindTheirRequestsInAnyOrder() {
        Call first = plain.request();
        Call second = plain.request();
        plain.link.text("{\"id\":1,\"mode\":1,\"data\":{\"status\":200,\"data\":\"two\"}}");
        plain.link.text("{\"id\":0,\"mode\":1,\"data\":{\"status\":200,\"data\":\"one\"}}");
        assertThat(first.ends).containsExactly("answered 200 \"one\"");
        assertThat(second.ends).containsExactly("answered 200 \"two\"");
        assertThat(plain.link.pendingRequests()).isZero();
    }

    @Test
    void anAnswerToNoQuestionIsCounted() {
        plain.link.text("{\"id\":7,\"mode\":1,\"data\":{\"status\":200}}");
        assertThat(plain.counters.unmatched()).isEqualTo(1);
        assertThat(plain.link.isOpen()).isTrue();
    }

    @Test
    void aSecondAnswerIsCountedAndDropped() {
        Call call = plain.request();
        plain.link.text("{\"id\":0,\"mode\":1,\"data\":{\"status\":200}}");
        plain.link.text("{\"id\":0,\"mode\":1,\"data\":{\"status\":500}}");
        assertThat(call.ends).hasSize(1);
        assertThat(plain.counters.unmatched()).isEqualTo(1);
    }

    /** As by an error of the JVM. Nothing would watch its deadline. */
    @Test
    void aRequestWhoseMessageCannotBeMadeIsNotInTheTable() {
        PeerInfo info = PeerInfo.of("their-id", PeerState.DEADLINE, "", "ws");
        AtomicBoolean broken = new AtomicBoolean();
        TestTimer timer = new TestTimer() {
            @Override
            public long nanoTime() {
                if (broken.get()) {
                    throw new NoClassDefFoundError("expected by this test");
                }
                return super.nanoTime();
            }
        };
        Link link = new Link(new ManualTransport(), new LinkFixture(info).link.peer(), plain, Limits.DEFAULT,
                timer, IoExecutors.all(Runnable::run), plain.counters);
        broken.set(true);
        assertThatThrownBy(() -> link.request("\"/x\"", "1", new Call())).isInstanceOf(NoClassDefFoundError.class);
        assertThat(link.pendingRequests()).isZero();
    }

    @Test
    void cancellingARequestReturnsWhetherItWasWritten() {
        ManualTransport transport = new ManualTransport();
        Link link = new Link(transport, plain.link.peer(), plain, Limits.DEFAULT, plain.timer,
                IoExecutors.all(Runnable::run), plain.counters);
        Call written = new Call();
        Call queued = new Call();
        link.request("\"/x\"", "1", written);
        link.request("\"/x\"", "2", queued);
        assertThat(queued.giveUp()).isZero();
        assertThat(written.giveUp()).isOne();
        assertThat(written.giveUp()).as("it has ended").isEqualTo(-1);
        transport.completeAll();
        assertThat(transport.sent).hasSize(2).last().asString().contains("\"mode\":2").contains("\"data\":0");
    }

    @Test
    void pastItsDeadlineARequestExpiresAndTheOtherSideIsTold() {
        Call call = plain.request();
        plain.timer.advance(Duration.ofMillis(9_999));
        assertThat(call.ends).isEmpty();
        plain.timer.advance(Duration.ofMillis(1));
        assertThat(call.ends).containsExactly("expired written");
        assertThat(plain.lastSent()).isEqualTo("{\"id\":1,\"mode\":2,\"twoway\":false,\"data\":0}");
        assertThat(plain.link.pendingRequests()).isZero();
    }

    /** As where the classes of the log are gone, because the application was undeployed. */
    @Test
    void aLogThatFailsKeepsNoEndFromACaller() {
        Unloggable answered = new Unloggable(plain.timer.nanoTime() + 5_000_000_000L);
        plain.link.request("\"/x\"", "1", answered);
        plain.link.text("{\"id\":0,\"mode\":1,\"data\":{\"status\":200}}");
        assertThat(answered.ends).singleElement().asString().startsWith("lost written 1011 ");
        plain.link.request("\"/x\"", "1", new Unloggable(plain.timer.nanoTime() + 5_000_000_000L));
        Call later = plain.request();
        plain.timer.advance(Duration.ofSeconds(10));
        assertThat(later.ends).containsExactly("expired written");
        plain.link.request("\"/x\"", "1", new Unloggable(Long.MAX_VALUE));
        Call last = plain.request();
        plain.pipe.cut();
        assertThat(last.ends).containsExactly("lost written 1006 ");
        assertThat(plain.closed).containsExactly("1006 ");
    }

    /** Fails with what cannot be logged. */
    private static final class Unloggable extends OutboundRequest {

        private final List<String> ends = new ArrayList<>();

        Unloggable(long deadline) {
            super(deadline);
        }

        @Override
        protected void answered(Frame.Response response) {
            throw new Mute();
        }

        @Override
        protected void refused(int status, String message) {
            throw new Mute();
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            ends.add("lost " + (written ? "written " : "unwritten ") + code + " " + reason);
            throw new Mute();
        }

        @Override
        protected void expired(boolean written) {
            throw new Mute();
        }
    }

    private static final class Mute extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new NoClassDefFoundError("expected by this test");
        }
    }

    @Test
    void anAnswerAfterTheDeadlineIsCountedAsLate() {
        Call call = plain.request();
        plain.timer.advance(Duration.ofSeconds(10));
        plain.link.text("{\"id\":0,\"mode\":1,\"data\":{\"status\":200}}");
        assertThat(call.ends).containsExactly("expired written");
        assertThat(plain.counters.unmatched()).isEqualTo(1);
    }

    /** It was told the deadline in milliseconds, and its clock may be a little ahead: no failure of its own. */
    @Test
    void anAnswerThatTheDeadlineHasPassedAMomentBeforeItIsTakenForThat() {
        assertThat(answered504After(9_995).ends).containsExactly("expired written");
    }

    @Test
    void anAnswer504LongBeforeTheDeadlineIsAnAnswer() {
        assertThat(answered504After(9_994).ends).containsExactly("answered 504 null");
    }

    private Call answered504After(int millis) {
        Call call = plain.request();
        plain.timer.advance(Duration.ofMillis(millis));
        plain.link.text("{\"id\":0,\"mode\":1,\"data\":{\"status\":504}}");
        return call;
    }

    @Test
    void aCancelledRequestThatWasWrittenIsAborted() {
        Call call = plain.request();
        assertThat(call.cancel()).isTrue();
        assertThat(plain.lastSent()).isEqualTo("{\"id\":1,\"mode\":2,\"twoway\":false,\"data\":0}");
        assertThat(call.ends).as("the caller that cancels gets no event").isEmpty();
        assertThat(call.cancel()).isFalse();
        assertThat(plain.sent()).hasSize(2);
    }

    @Test
    void aCancelledRequestThatWasNotWrittenIsNeitherSentNorAborted() {
        plain.pipe.dialler().stall();
        plain.request();
        Call waiting = plain.request();
        assertThat(waiting.cancel()).isTrue();
        plain.pipe.dialler().resume();
        assertThat(plain.sent()).hasSize(1);
        assertThat(plain.link.pendingRequests()).isEqualTo(1);
    }

    @Test
    void aRequestThatExpiresBeforeItWasWrittenIsNeitherSentNorAborted() {
        plain.pipe.dialler().stall();
        plain.request();
        Call waiting = plain.request();
        plain.timer.advance(Duration.ofSeconds(10));
        assertThat(waiting.ends).containsExactly("expired unwritten");
        plain.pipe.dialler().resume();
        assertThat(plain.sent()).hasSize(2);
        assertThat(plain.lastSent()).as("only the first was written").endsWith("\"data\":0}");
    }

    @Test
    void aRequestThatWasCancelledBeforeItCameToTheLinkLeavesNothingBehind() {
        Call call = new Call(plain.timer.nanoTime() + 1_000_000_000L);
        assertThat(call.cancel()).isTrue();
        plain.link.request("\"/x\"", null, call);
        assertThat(plain.sent()).isEmpty();
        assertThat(plain.link.pendingRequests()).isZero();
        plain.timer.advance(Duration.ofSeconds(2));
        assertThat(call.ends).isEmpty();
        assertThat(plain.timer.alarms()).as("nothing is watched any more").isZero();
    }

    @Test
    void aLostLinkTellsWhatWasWrittenFromWhatWasNot() {
        plain.pipe.dialler().stall();
        Call written = plain.request();
        Call waiting = plain.request();
        plain.pipe.cut();
        assertThat(written.ends).containsExactly("lost written 1006 ");
        assertThat(waiting.ends).containsExactly("lost unwritten 1006 ");
        assertThat(plain.closed).containsExactly("1006 ");
        assertThat(plain.link.pendingRequests()).isZero();
    }

    @Test
    void onAClosedLinkARequestIsLostAtOnce() {
        plain.pipe.cut();
        Call call = plain.request();
        assertThat(call.ends).containsExactly("lost unwritten 1006 the link is closed");
        assertThat(plain.link.pendingRequests()).isZero();
    }

    @Test
    void moreRequestsThanMayWaitAreRefusedWith429() {
        LinkFixture small = new LinkFixture(LinkFixture.PLAIN, Limits.tables(2, 10));
        small.request();
        small.request();
        assertThat(small.request().ends.get(0)).startsWith("refused 429").contains("2 requests")
                .contains("payments at 10.0.0.7:9000");
        small.link.text("{\"id\":0,\"mode\":1,\"data\":{\"status\":200}}");
        assertThat(small.request().ends).as("there is room again").isEmpty();
    }

    @Test
    void aFullWriteQueueRefusesWith429AndKeepsNothing() {
        LinkFixture small = new LinkFixture(LinkFixture.PLAIN, Limits.queue(2, 10_000));
        small.pipe.dialler().stall();
        small.request();
        small.request();
        small.request();
        Call refused = small.request();
        assertThat(refused.ends.get(0)).startsWith("refused 429").contains("write queue");
        assertThat(small.link.pendingRequests()).isEqualTo(3);
        assertThat(small.link.push("\"/log\"", "1")).isFalse();
    }

    /** The queue is full of pushes: the peer reads, and its other calls go on. */
    @Test
    void anAbortWithoutRoomIsLeftOut() {
        LinkFixture small = new LinkFixture(LinkFixture.PLAIN, Limits.queue(2, 10_000));
        Call cancelled = small.request();
        Call expired = small.request();
        small.pipe.dialler().stall();
        for (int i = 0; i < 4; i++) {
            small.link.push("\"/log\"", "1");
        }
        assertThat(cancelled.cancel()).isTrue();
        small.timer.advance(Duration.ofSeconds(10));
        assertThat(expired.ends).containsExactly("expired written");
        assertThat(small.link.isOpen()).isTrue();
        assertThat(small.link.pendingRequests()).isZero();
        small.pipe.dialler().resume();
        assertThat(small.sent()).hasSize(5).noneMatch(text -> text.contains("\"mode\":2"));
    }

    @Test
    void aMessageThatIsTooLargeForTheOtherSideIsRefusedWith413AndTheLinkLives() {
        plain.link.peer().greet(LinkFixture.VERSIONED, 100, url -> false);
        Call call = new Call();
        plain.link.request("\"/x\"", "\"" + "x".repeat(100) + "\"", call);
        assertThat(call.ends.get(0)).startsWith("refused 413")
                .contains("the message has 1", " takes 100 (micro.max-message-size)");
        assertThat(plain.sent()).isEmpty();
        assertThat(plain.link.pendingRequests()).isZero();
        assertThat(plain.link.isOpen()).isTrue();
    }

    @Test
    void theTimeThatIsLeftTravelsOnlyToPeersThatKnowIt() {
        plain.request();
        assertThat(plain.lastSent()).doesNotContain("timeout");
        LinkFixture withoutFeature = new LinkFixture(LinkFixture.VERSIONED);
        withoutFeature.request();
        assertThat(withoutFeature.lastSent()).doesNotContain("timeout");
        LinkFixture with = new LinkFixture(PeerInfo.of("id", "deadline", "", "ws"));
        with.request();
        assertThat(with.lastSent()).endsWith("\"data\":1,\"timeout\":10000}}");
    }

    @Test
    void aPushWantsNoAnswerAndIsNotWaitedFor() {
        assertThat(plain.link.push("\"/log\"", "\"line\"")).isTrue();
        assertThat(plain.lastSent())
                .isEqualTo("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/log\",\"data\":\"line\"}}");
        assertThat(plain.link.pendingRequests()).isZero();
    }

    @Test
    void closingBehindWhatWaitsSendsItFirst() {
        plain.pipe.dialler().stall();
        plain.link.push("\"/log\"", "1");
        plain.link.push("\"/log\"", "2");
        plain.link.close(1001, "leaving");
        assertThat(plain.pipe.isClosed()).isFalse();
        plain.pipe.dialler().resume();
        assertThat(plain.sent()).hasSize(2);
        assertThat(plain.pipe.dialler().closeCode()).isEqualTo(1001);
        assertThat(plain.closed).containsExactly("1001 leaving");
    }

    @Test
    void closingAtOnceDropsWhatWaits() {
        plain.pipe.dialler().stall();
        plain.link.push("\"/log\"", "1");
        plain.link.push("\"/log\"", "2");
        plain.link.abort(4000, "silent");
        assertThat(plain.pipe.dialler().closeCode()).isEqualTo(4000);
        plain.pipe.dialler().resume();
        assertThat(plain.sent()).hasSize(1);
        assertThat(plain.closed).containsExactly("4000 silent");
    }

    @Test
    void aReasonIsCutToWhatACloseFrameHolds() {
        plain.link.close(1011, "\u00e4".repeat(200));
        assertThat(plain.pipe.dialler().closeReason()).isEqualTo("\u00e4".repeat(60));
    }
}
