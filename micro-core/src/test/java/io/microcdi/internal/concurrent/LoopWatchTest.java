package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.FailingLog;
import io.microcdi.testing.LogCapture;

/** A loop that hangs is noticed and replaced. */
@Timeout(120)
class LoopWatchTest {

    private final MadeThreads made = new MadeThreads();
    private final CountDownLatch released = new CountDownLatch(1);
    private final SystemTimer one = new SystemTimer(made, Runnable::run);
    private final SystemTimer other = new SystemTimer(made, Runnable::run);
    private final LoopWatch watch = new LoopWatch(new LoopWatch.Loop("one", one, one::addThread),
            new LoopWatch.Loop("other", other, other::addThread));
    private final SteppedTimer first = new SteppedTimer();
    private final SteppedTimer second = new SteppedTimer();
    private final AtomicInteger repaired = new AtomicInteger();
    private final LoopWatch paused = new LoopWatch(new LoopWatch.Loop("first", first, repaired::incrementAndGet),
            new LoopWatch.Loop("second", second, repaired::incrementAndGet));

    @AfterEach
    void end() {
        released.countDown();
        one.close();
        other.close();
        made.awaitEnd();
    }

    @Test
    void aLoopThatHangsIsToldAndAnotherThreadTakesItsPlace() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicReference<String> told = new AtomicReference<>();
        CountDownLatch noticed = new CountDownLatch(1);
        other.every(TimeUnit.MILLISECONDS.toNanos(50), () -> watch.problem().ifPresent(problem -> {
            told.set(problem);
            noticed.countDown();
        }));
        watch.start();
        one.after(0, () -> {
            hangs.countDown();
            await(released);
        });
        assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(noticed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told.get()).isEqualTo("one has stopped");

        CountDownLatch rings = new CountDownLatch(1);
        one.after(0, rings::countDown);
        assertThat(rings.await(30, TimeUnit.SECONDS)).as("alarms go on beside the thread that hangs").isTrue();
        CountDownLatch runs = new CountDownLatch(1);
        other.every(TimeUnit.MILLISECONDS.toNanos(50), () -> {
            if (watch.problem().isEmpty()) {
                runs.countDown();
            }
        });
        assertThat(runs.await(30, TimeUnit.SECONDS)).as("the loop counts as running again").isTrue();
    }

    @Test
    void aPauseOfTheProcessIsToldOnceAndStopsNoLoop() {
        try (LogCapture log = new LogCapture("io.microcdi.concurrent")) {
            paused.start();
            step(1, first, second);
            for (SteppedTimer each : List.of(first, second)) {
                each.now += TimeUnit.SECONDS.toNanos(20);
            }
            // a loop makes up for what it has missed before the other gets a thread
            for (int i = 0; i < 20; i++) {
                first.run();
            }
            for (int i = 0; i < 20; i++) {
                second.run();
            }
            step(10, first, second);
            assertThat(log.messages()).singleElement().asString().contains("MICRO001408", "20000 ms");
        }
        assertThat(repaired).hasValue(0);
        assertThat(paused.problem()).isEmpty();
    }

    @Test
    void aLoopThatHangsAfterAPauseIsNoticed() {
        paused.start();
        first.now += TimeUnit.SECONDS.toNanos(20);
        second.now += TimeUnit.SECONDS.toNanos(20);
        first.run();
        step(5, first);
        assertThat(paused.problem()).contains("second has stopped");
        assertThat(repaired).hasValue(1);
        second.run();
        step(1, first);
        assertThat(paused.problem()).isEmpty();
    }

    /** The loop may hang in that very log. */
    @Test
    void aLoopGetsAThreadThoughTheLogFails() {
        try (FailingLog log = new FailingLog("io.microcdi.concurrent")) {
            paused.start();
            step(5, first);
            assertThat(paused.problem()).contains("second has stopped");
            assertThat(repaired).hasValue(1);
            second.now = first.now;
            second.run();
            step(1, first);
            assertThat(paused.problem()).isEmpty();
            assertThat(log.lines()).isEqualTo(2);
        }
    }

    /** The other loop has not moved, so that nothing is over. */
    @Test
    void aPauseWhileALoopHangsEndsNothingAndAddsNoThread() {
        try (LogCapture log = new LogCapture("io.microcdi.concurrent")) {
            paused.start();
            step(5, first);
            assertThat(paused.problem()).contains("second has stopped");
            for (int i = 0; i < 3; i++) {
                first.now += TimeUnit.SECONDS.toNanos(20);
                first.run();
                assertThat(paused.problem()).as("after a pause").contains("second has stopped");
                step(10, first);
            }
            assertThat(repaired).hasValue(1);
            assertThat(log.messages()).singleElement().asString().contains("MICRO001400");
            second.now = first.now;
            second.run();
            step(1, first);
            assertThat(paused.problem()).isEmpty();
            assertThat(log.messages()).last().asString().contains("MICRO001401");
        }
    }

    private static void step(int seconds, SteppedTimer... timers) {
        for (int i = 0; i < seconds; i++) {
            for (SteppedTimer each : timers) {
                each.now += TimeUnit.SECONDS.toNanos(1);
                each.run();
            }
        }
    }

    /** A timer whose runs the test begins, as no real one can be late on demand. */
    private static final class SteppedTimer implements Timer {

        private long now = 1;
        private Runnable action = () -> {
        };

        void run() {
            action.run();
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Alarm after(long nanos, Runnable once) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Alarm every(long nanos, Runnable each) {
            action = each;
            return () -> action = () -> {
            };
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
