package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.TestTimer;

/** Deadlines of many entries, kept with few alarms. */
class DeadlineMonitorTest {

    private final FailingTimer timer = new FailingTimer();
    private final long start = timer.nanoTime();
    private final Map<String, Long> table = new HashMap<>();
    private final List<String> ended = new ArrayList<>();
    private int sweeps;
    private final DeadlineMonitor monitor = new DeadlineMonitor(timer, this::sweep);

    private long sweep(long now) {
        sweeps++;
        long earliest = Long.MAX_VALUE;
        for (Map.Entry<String, Long> entry : new ArrayList<>(table.entrySet())) {
            if (entry.getValue() <= now) {
                table.remove(entry.getKey());
                ended.add(entry.getKey() + "@" + (now - start) / 1_000_000);
            } else {
                earliest = Math.min(earliest, entry.getValue());
            }
        }
        return earliest;
    }

    private void watch(String name, long millis) {
        long deadline = timer.nanoTime() + Duration.ofMillis(millis).toNanos();
        table.put(name, deadline);
        monitor.watch(deadline);
    }

    @Test
    void anEntryEndsAtItsDeadlineAndNotBefore() {
        watch("a", 100);
        timer.advanceMillis(99);
        assertThat(ended).isEmpty();
        timer.advanceMillis(1);
        assertThat(ended).containsExactly("a@100");
        assertThat(timer.alarms()).isZero();
    }

    @Test
    void anAlarmThatCannotBeSetDoesNotSilenceTheLaterOnes() {
        timer.failing = true;
        assertThatThrownBy(() -> watch("a", 100)).isInstanceOf(OutOfMemoryError.class);
        timer.failing = false;
        watch("b", 200);
        timer.advanceMillis(200);
        assertThat(ended).containsExactlyInAnyOrder("a@200", "b@200");
    }

    @Test
    void oneAlarmIsEnoughForManyEqualTimeouts() {
        for (int i = 0; i < 1_000; i++) {
            watch("e" + i, 30_000);
            table.remove("e" + i);
            timer.advanceMillis(1);
        }
        assertThat(timer.alarms()).isEqualTo(1);
        assertThat(sweeps).isZero();
        timer.advance(Duration.ofMinutes(1));
        assertThat(sweeps).isEqualTo(1);
        assertThat(timer.alarms()).isZero();
    }

    @Test
    void anEarlierDeadlineTakesTheAlarmOfTheLater() {
        for (int i = 0; i <= 1_000; i++) {
            watch("e" + i, 30_000 - i);
        }
        assertThat(timer.alarms()).isEqualTo(1);
        timer.advance(Duration.ofSeconds(31));
        assertThat(table).isEmpty();
    }

    @Test
    void aClosedMonitorHasNoAlarm() {
        watch("a", 100);
        monitor.close();
        watch("b", 50);
        assertThat(timer.alarms()).isZero();
        timer.advanceMillis(1_000);
        assertThat(ended).isEmpty();
        monitor.restart();
        assertThat(ended).as("it is open again").containsExactlyInAnyOrder("a@1000", "b@1000");
        watch("c", 100);
        timer.advanceMillis(100);
        assertThat(ended).contains("c@1100");
    }

    @Test
    void aLaterOneIsToldByTheSweepOfTheEarlier() {
        watch("a", 100);
        watch("b", 300);
        watch("c", 200);
        timer.advanceMillis(1_000);
        assertThat(ended).containsExactly("a@100", "c@200", "b@300");
    }

    @Test
    void anEarlierOneDoesNotWaitForTheLater() {
        watch("a", 300);
        watch("b", 100);
        timer.advanceMillis(100);
        assertThat(ended).containsExactly("b@100");
        timer.advanceMillis(200);
        assertThat(ended).containsExactly("b@100", "a@300");
    }

    @Test
    void thoseWithinAGrainAreEndedByOneSweep() {
        watch("a", 100);
        for (int i = 0; i < 100; i++) {
            table.put("e" + i, start + Duration.ofMillis(100).toNanos() + 1 + i * 10_000L);
        }
        timer.advanceMillis(110);
        assertThat(ended).hasSize(101).allMatch(entry -> entry.endsWith("@100") || entry.endsWith("@102"));
        assertThat(sweeps).isEqualTo(2);
    }

    @Test
    void aRequestWithoutDeadlineIsNotWatched() {
        monitor.watch(Long.MAX_VALUE);
        assertThat(timer.alarms()).isZero();
    }

    @Test
    void aDeadlineThatHasPassedEndsAtOnce() {
        watch("a", -5);
        timer.advance(Duration.ZERO);
        assertThat(ended).containsExactly("a@0");
    }

    /** Short calls during a long one: their remains must not add up. */
    @ParameterizedTest
    @ValueSource(ints = { 100, 1_000 })
    void alarmsAndSweepsDoNotPileUp(int calls) {
        watch("long", 3_600_000);
        for (int i = 0; i < calls; i++) {
            watch("short" + i, 100);
            timer.advanceMillis(100);
        }
        assertThat(ended).hasSize(calls);
        assertThat(timer.alarms()).as("that of the long call").isEqualTo(1);
        assertThat(sweeps).isLessThanOrEqualTo(calls + 1);
        watch("last", 3_599_000);
        timer.advance(Duration.ofMinutes(61));
        assertThat(table).isEmpty();
        assertThat(sweeps).as("each of the many old alarms would sweep again").isLessThanOrEqualTo(calls + 4);
        assertThat(timer.alarms()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 22, 333 })
    void everyEntryEndsWithinAGrainOfItsDeadline(long seed) {
        Random random = new Random(seed);
        Map<String, Long> due = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            long millis = 1 + random.nextInt(1_000);
            due.put("e" + i, (timer.nanoTime() - start) / 1_000_000 + millis);
            watch("e" + i, millis);
            timer.advance(Duration.ofNanos(random.nextInt(3_000_000)));
        }
        timer.advanceMillis(2_000);
        assertThat(table).isEmpty();
        assertThat(ended).hasSize(500).allSatisfy(entry -> {
            String[] parts = entry.split("@");
            assertThat(Long.parseLong(parts[1]) - due.get(parts[0])).isBetween(0L, 3L);
        });
    }

    private static final class FailingTimer extends TestTimer {

        private boolean failing;

        @Override
        public Alarm after(long nanos, Runnable action) {
            if (failing) {
                throw new OutOfMemoryError("expected by this test");
            }
            return super.after(nanos, action);
        }
    }
}
