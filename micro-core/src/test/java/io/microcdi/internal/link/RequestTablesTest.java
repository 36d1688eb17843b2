package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** The tables of the requests of a link when something in them fails. */
class RequestTablesTest {

    private static final int MANY = 100;

    private final TestTimer timer = new TestTimer();
    private final OutboundTable outbound = new OutboundTable(MANY, timer, request -> {
        throw new IllegalStateException("the end fails");
    });
    private final InboundTable inbound = new InboundTable(MANY, timer, (id, work) -> {
    });

    @Test
    void anAddThatFailsTakesNoPlace() {
        assertThatThrownBy(() -> inbound.add(1, null)).isInstanceOf(NullPointerException.class);
        assertThat(inbound.size()).isZero();
        assertThatThrownBy(() -> outbound.add(null)).isInstanceOf(NullPointerException.class);
        assertThat(outbound.size()).isZero();
    }

    /** All links together. */
    @Test
    void theLinesOfEndsThatFailAreBounded() {
        try (LogCapture log = new LogCapture("io.microcdi.link")) {
            for (int id = 1; id <= MANY; id++) {
                outbound.add(call(id));
                inbound.add(id, new FailingWork());
            }
            inbound.stopAll(InboundRequest.Reason.LINK_CLOSED);
            outbound.removeAll(request -> {
                throw new IllegalStateException("the end fails");
            });
            assertThat(log.messages()).hasSizeBetween(1, 60);
            timer.advanceMillis(60_000);
            Call last = call(1);
            outbound.add(last);
            outbound.removeAll(request -> {
                throw new IllegalStateException("the end fails");
            });
            assertThat(log.messages()).anyMatch(line -> line.startsWith("MICRO001009"));
        }
    }

    private static Call call(long id) {
        Call call = new Call();
        call.sendOn((ended, written) -> {
        }, id);
        return call;
    }

    private static final class FailingWork implements InboundRequest {

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
            throw new IllegalStateException("the end fails");
        }
    }
}
