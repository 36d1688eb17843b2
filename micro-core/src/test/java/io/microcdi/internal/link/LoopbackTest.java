package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.TestTimer;

/** Requests of a node to itself keep the rules of a link. */
class LoopbackTest {

    private static final long SECOND = 1_000_000_000L;

    private final TestTimer timer = new TestTimer();
    private final Loopback loopback = new Loopback(timer);
    private final Call call = new Call(timer.nanoTime() + 10 * SECOND);
    private final Work work = new Work(timer.nanoTime() + 10 * SECOND, true);

    @Test
    void anAnswerEndsTheRequest() {
        assertThat(loopback.request(call, work)).isTrue();
        loopback.answer(call, new Frame.Response(0, "200", "1", null, true));
        loopback.answer(call, new Frame.Response(0, "200", "2", null, true));
        assertThat(call.ends).containsExactly("answered 200 1");
        timer.advance(Duration.ofMinutes(1));
        assertThat(work.stops).isEmpty();
    }

    @Test
    void aRequestThatWasGivenUpTellsItsHandler() {
        loopback.request(call, work);
        assertThat(call.cancel()).isTrue();
        assertThat(work.stops).containsExactly(InboundRequest.Reason.ABORTED);
        loopback.answer(call, new Frame.Response(0, "200", "1", null, true));
        assertThat(call.ends).isEmpty();
    }

    @Test
    void theHandlerOfARequestThatWasGivenUpBeforeDoesNotRun() {
        call.cancel();
        assertThat(loopback.request(call, work)).isFalse();
        timer.advance(Duration.ofMinutes(1));
        assertThat(call.ends).isEmpty();
        assertThat(timer.alarms()).isZero();
    }

    @Test
    void pastTheCallersDeadlineItExpires() {
        loopback.request(call, work);
        timer.advance(Duration.ofSeconds(10));
        assertThat(call.ends).containsExactly("expired written");
        assertThat(work.stops).containsExactly(InboundRequest.Reason.ABORTED);
    }

    @Test
    void pastTheHandlersOwnDeadlineItIsAnswered504() {
        Work shorter = new Work(timer.nanoTime() + SECOND, true);
        loopback.request(call, shorter);
        timer.advance(Duration.ofSeconds(1));
        assertThat(shorter.stops).containsExactly(InboundRequest.Reason.DEADLINE);
        assertThat(call.ends).containsExactly("answered 504 null");
    }

    /** As of a handler that was told a whole number of milliseconds. */
    @Test
    void aMomentBeforeTheCallersDeadlineThatOfTheHandlerIsTheSame() {
        loopback.request(call, new Work(timer.nanoTime() + 10 * SECOND - 1_000_000, true));
        timer.advance(Duration.ofMillis(9_999));
        assertThat(call.ends).containsExactly("expired written");
    }
}
