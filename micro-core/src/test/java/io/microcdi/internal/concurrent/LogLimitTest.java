package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** Lines that peers cause are bounded, and those left out are counted. */
class LogLimitTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @Test
    void soManyLinesAreWrittenInAPeriodAndTheOthersAreCounted() {
        List<Long> leftOut = new ArrayList<>();
        LogLimit limit = LogLimit.perMinute(3, leftOut::add);
        assertThat(written(limit, 100, 0)).isEqualTo(3);
        assertThat(written(limit, 100, MINUTE - 1)).isZero();
        assertThat(leftOut).isEmpty();

        assertThat(written(limit, 2, MINUTE)).isEqualTo(2);
        assertThat(leftOut).containsExactly(197L);
    }

    @Test
    void theCallerMayWriteTheNumberItself() {
        LogLimit limit = LogLimit.of(1, 1_000);
        assertThat(limit.take(-5)).isZero();
        assertThat(limit.take(0)).isEqualTo(-1);
        assertThat(limit.take(994)).isEqualTo(-1);
        assertThat(limit.take(995)).isEqualTo(2);
        assertThat(limit.take(1_995)).isZero();
    }

    private static int written(LogLimit limit, int lines, long now) {
        int written = 0;
        for (int i = 0; i < lines; i++) {
            written += limit.permits(now) ? 1 : 0;
        }
        return written;
    }
}
