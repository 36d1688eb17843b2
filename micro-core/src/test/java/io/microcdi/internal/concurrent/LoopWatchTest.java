package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that hangs is noticed and replaced. */
@Timeout(60)
class LoopWatchTest {

    private final MadeThreads made = new MadeThreads();
    private final CountDownLatch released = new CountDownLatch(1);
    private final SystemTimer one = new SystemTimer(made, Runnable::run);
    private final SystemTimer other = new SystemTimer(made, Runnable::run);
    private final LoopWatch watch = new LoopWatch(new LoopWatch.Loop("one", one, one::addThread),
            new LoopWatch.Loop("other", other, other::addThread));

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
        assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(noticed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told.get()).isEqualTo("one has stopped");

        CountDownLatch rings = new CountDownLatch(1);
        one.after(0, rings::countDown);
        assertThat(rings.await(10, TimeUnit.SECONDS)).as("alarms go on beside the thread that hangs").isTrue();
        CountDownLatch runs = new CountDownLatch(1);
        other.every(TimeUnit.MILLISECONDS.toNanos(50), () -> {
            if (watch.problem().isEmpty()) {
                runs.countDown();
            }
        });
        assertThat(runs.await(10, TimeUnit.SECONDS)).as("the loop counts as running again").isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
