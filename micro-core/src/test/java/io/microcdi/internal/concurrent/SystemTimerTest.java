package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.LogCapture;

/** The real clock and its one thread. */
@Timeout(120)
class SystemTimerTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final MadeThreads made = new MadeThreads();
    private final SystemTimer timer = new SystemTimer(made, Runnable::run);

    @AfterEach
    void itsThreadsEnd() {
        timer.close();
        made.awaitEnd();
    }

    @Test
    void anAlarmDoesNotRingTooEarly() throws Exception {
        long begin = timer.nanoTime();
        CompletableFuture<Long> rung = new CompletableFuture<>();
        timer.after(20_000_000, () -> rung.complete(timer.nanoTime()));
        assertThat(rung.get(30, TimeUnit.SECONDS) - begin).isGreaterThanOrEqualTo(20_000_000);
        assertThat(made.count()).isEqualTo(1);
    }

    @Test
    void theLinesOfActionsThatFailAreBounded() throws Exception {
        try (LogCapture log = new LogCapture("io.microcdi.concurrent")) {
            for (int i = 0; i < 100; i++) {
                timer.after(0, () -> {
                    throw new IllegalStateException("an action of the tests");
                });
            }
            CompletableFuture<Boolean> rung = new CompletableFuture<>();
            timer.after(1_000_000, () -> rung.complete(true));
            rung.get(30, TimeUnit.SECONDS);
            assertThat(log.messages()).hasSize(60).allMatch(line -> line.startsWith("MICRO001406"));
        }
    }

    @Test
    void alarmsRingInTheOrderOfTheirTimes() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        timer.after(30_000_000_000L, () -> first.complete("later"));
        timer.after(-5, () -> first.complete("at once"));
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("at once");
    }

    @Test
    void aThreadThatWaitsUsesNoProcessorTime() throws Exception {
        long thread = timer.threadNanos();
        CompletableFuture<Boolean> rung = new CompletableFuture<>();
        timer.after(500_000_000, () -> rung.complete(true));
        rung.get(30, TimeUnit.SECONDS);
        assertThat(timer.threadNanos() - thread).isBetween(0L, 250_000_000L);
    }

    @Test
    void aThreadThatWorksUsesProcessorTime() {
        long thread = timer.threadNanos();
        long end = timer.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        assertThat(LongStream.generate(timer::threadNanos).takeWhile(nanos -> timer.nanoTime() - end < 0)
                .filter(nanos -> nanos - thread > 50_000_000).findFirst()).isPresent();
    }

    @Test
    void oneThatWasCalledOffDoesNotRing() throws Exception {
        CompletableFuture<String> rung = new CompletableFuture<>();
        Timer.Alarm alarm = timer.after(1_000_000_000, () -> rung.complete("called off"));
        alarm.cancel();
        alarm.cancel();
        timer.after(1_200_000_000, () -> rung.complete("the other"));
        assertThat(rung.get(30, TimeUnit.SECONDS)).isEqualTo("the other");
    }

    @Test
    void oneThatRepeatsGoesOnThoughItFailsUntilItIsCalledOff() throws Exception {
        CountDownLatch rings = new CountDownLatch(3);
        Timer.Alarm alarm = timer.every(1_000_000, () -> {
            rings.countDown();
            throw new IllegalStateException("expected by this test");
        });
        assertThat(rings.await(30, TimeUnit.SECONDS)).isTrue();
        alarm.cancel();
        CompletableFuture<Boolean> quiet = new CompletableFuture<>();
        timer.after(0, () -> quiet.complete(true));
        assertThat(quiet.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aClosedTimerForgetsItsAlarmsAndTakesNone() throws Exception {
        CompletableFuture<String> rung = new CompletableFuture<>();
        timer.after(HOUR, () -> rung.complete("forgotten"));
        timer.close();
        timer.close();
        timer.after(0, () -> rung.complete("too late")).cancel();
        timer.every(HOUR, () -> rung.complete("too late")).cancel();
        made.awaitEnd();
        assertThat(rung).isNotDone();
    }

    @Test
    void isOpenedAgain() throws Exception {
        timer.after(HOUR, () -> {
        });
        timer.close();
        timer.open();
        timer.open();
        CompletableFuture<Boolean> rung = new CompletableFuture<>();
        timer.after(0, () -> rung.complete(true));
        assertThat(rung.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.count()).isEqualTo(2);
    }

    @Test
    void anActionThatBlocksDelaysNoOtherAlarm() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        TaskPool actions = new TaskPool(made, 2);
        SystemTimer handing = new SystemTimer(made, actions);
        try {
            CountDownLatch blocked = new CountDownLatch(1);
            handing.after(0, () -> {
                blocked.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
            CountDownLatch rings = new CountDownLatch(10);
            handing.every(1_000_000, rings::countDown);
            assertThat(rings.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            released.countDown();
            handing.close();
            actions.close();
        }
    }

    @Test
    void anActionMayThrowAnything() throws Exception {
        CountDownLatch rings = new CountDownLatch(3);
        timer.every(1_000_000, () -> {
            rings.countDown();
            throw new StackOverflowError("expected by this test");
        });
        assertThat(rings.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tellsTheTimeOfDay() {
        Instant before = Instant.now();
        assertThat(timer.now()).isBetween(before, Instant.now());
    }

    @Test
    void anAlarmThatFindsNoThreadRingsLater() throws Exception {
        CountDownLatch rung = new CountDownLatch(1);
        AtomicBoolean refused = new AtomicBoolean();
        SystemTimer poor = new SystemTimer(made, task -> {
            if (refused.compareAndSet(false, true)) {
                throw new RejectedExecutionException("no thread, expected by this test");
            }
            task.run();
        });
        try {
            poor.after(0, rung::countDown);
            assertThat(rung.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            poor.close();
        }
    }

    @Test
    void aRepeatedAlarmGoesOnThoughOneRunFoundNoThread() throws Exception {
        CountDownLatch rings = new CountDownLatch(1);
        AtomicBoolean refused = new AtomicBoolean();
        SystemTimer poor = new SystemTimer(made, task -> {
            if (refused.compareAndSet(false, true)) {
                throw new OutOfMemoryError("unable to create native thread, expected by this test");
            }
            task.run();
        });
        try {
            poor.every(1_000_000, rings::countDown);
            assertThat(rings.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            poor.close();
        }
    }
}
