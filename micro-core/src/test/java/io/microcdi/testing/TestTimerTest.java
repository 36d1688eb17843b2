package io.microcdi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.concurrent.Timer;

/** The double must keep the rules of the real one, or the tests that use it prove nothing. */
class TestTimerTest {

    private final TestTimer timer = new TestTimer();
    private final List<String> rung = new ArrayList<>();

    @Test
    void timeStandsStillUntilItIsAdvanced() {
        long nanos = timer.nanoTime();
        Instant now = timer.now();
        timer.advanceMillis(1_500);
        assertThat(timer.nanoTime() - nanos).isEqualTo(1_500_000_000);
        assertThat(Duration.between(now, timer.now())).hasMillis(1_500);
    }

    @Test
    void alarmsRingInTheOrderOfTheirTimesThenOfTheirSetting() {
        timer.after(200, () -> rung.add("b" + timer.nanoTime() % 1_000));
        timer.after(100, () -> rung.add("a" + timer.nanoTime() % 1_000));
        timer.after(200, () -> rung.add("c" + timer.nanoTime() % 1_000));
        timer.advance(Duration.ofNanos(199));
        assertThat(rung).containsExactly("a100");
        timer.advance(Duration.ofNanos(1));
        assertThat(rung).containsExactly("a100", "b200", "c200");
        assertThat(timer.alarms()).isZero();
    }

    @Test
    void anAlarmThatAnAlarmSetsRingsInTheSameAdvanceIfItIsDue() {
        timer.after(10, () -> timer.after(10, () -> rung.add("second")));
        timer.after(10, () -> timer.after(100, () -> rung.add("not yet")));
        timer.advance(Duration.ofNanos(20));
        assertThat(rung).containsExactly("second");
        assertThat(timer.untilNext()).hasNanos(90);
    }

    @Test
    void oneThatRepeatsRingsOnceAPauseUntilItIsCalledOff() {
        Timer.Alarm alarm = timer.every(10, () -> rung.add("x"));
        timer.advance(Duration.ofNanos(9));
        assertThat(rung).isEmpty();
        timer.advance(Duration.ofNanos(26));
        assertThat(rung).hasSize(3);
        alarm.cancel();
        timer.advance(Duration.ofNanos(100));
        assertThat(rung).hasSize(3);
    }

    @Test
    void oneMayCallItselfOff() {
        Timer.Alarm[] alarm = new Timer.Alarm[1];
        alarm[0] = timer.every(10, () -> {
            rung.add("x");
            alarm[0].cancel();
        });
        timer.advance(Duration.ofNanos(100));
        assertThat(rung).hasSize(1);
    }
}
