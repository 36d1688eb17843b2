package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool whose tasks have all been short, so that it sends for no second thread. */
@Timeout(120)
class StallWatchdogTest {

    private static final int HEAP = 900;

    private final MadeThreads threads = new MadeThreads();
    private final HandlerPool pool = new HandlerPool(threads, 8, 1_000, 0);

    @AfterEach
    void everyThreadEnds() {
        pool.close();
        threads.awaitEnd();
    }

    @RepeatedTest(20)
    void aTaskBehindOneThatBlocksIsRunAllTheSame() throws Exception {
        onlyShortTasks();
        CountDownLatch behind = new CountDownLatch(1);
        CountDownLatch blockedSawIt = new CountDownLatch(1);

        pool.execute(() -> {
            pool.execute(behind::countDown);
            await(behind);
            blockedSawIt.countDown();
        });

        assertThat(blockedSawIt.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Each waits for the next, so that all must run at once. */
    @Test
    void asManyAsMayBlockAtOnceDo() throws Exception {
        onlyShortTasks();
        CountDownLatch all = new CountDownLatch(8);

        for (int i = 0; i < 8; i++) {
            pool.execute(() -> {
                all.countDown();
                await(all);
            });
        }

        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /**
     * Deferred work runs between the tasks, and not after all of them, so that a thread that waits for it can go on.
     */
    @Test
    void aDeferredWriteDoesNotWaitForManyTasks() throws Exception {
        onlyShortTasks();
        AtomicInteger ended = new AtomicInteger();
        CompletableFuture<Integer> endedBefore = new CompletableFuture<>();

        for (int i = 0; i < HEAP; i++) {
            pool.execute(() -> {
                long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(20);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                ended.incrementAndGet();
                pool.defer(() -> endedBefore.complete(ended.get()));
            });
        }

        assertThat(endedBefore.get(30, TimeUnit.SECONDS)).isLessThan(HEAP / 2);
    }

    @Test
    void aDeferredWriteRunsWhileATaskBlocks() throws Exception {
        onlyShortTasks();
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch blockedSawIt = new CountDownLatch(1);

        pool.execute(() -> {
            pool.execute(() -> {
                await(written);
                blockedSawIt.countDown();
            });
            if (!pool.defer(written::countDown)) {
                written.countDown();
            }
        });

        assertThat(blockedSawIt.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theGuardEndsWithItsPool() throws Exception {
        onlyShortTasks();
        CountDownLatch behind = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            pool.execute(behind::countDown);
        }

        assertThat(behind.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isEnoughAfterManyShortTasks() {
        StallWatchdog watchdog = new StallWatchdog(() -> false);
        assertThat(watchdog.suffices()).isFalse();

        ended(watchdog, 10, 1_000);
        assertThat(watchdog.suffices()).isFalse();
        ended(watchdog, 100, 1_000);
        assertThat(watchdog.suffices()).isTrue();
    }

    /** On a machine with more to do than processors one of many is always made to wait. */
    @Test
    void isEnoughWhileOneOfManyTakesLong() {
        StallWatchdog watchdog = afterShortTasks(() -> false);

        for (int i = 0; i < 1_000; i++) {
            ended(watchdog, 1, 20_000_000);
            assertThat(watchdog.suffices()).isTrue();
            ended(watchdog, 31, 1_000);
        }
    }

    @Test
    void isNotEnoughOnceSeveralTakeLong() {
        StallWatchdog watchdog = afterShortTasks(() -> false);

        ended(watchdog, 8, 1_000_000);
        assertThat(watchdog.suffices()).isFalse();
    }

    @Test
    void isNotEnoughAnyMoreOnceItHasSeenATaskThatDoesNotEnd() {
        StallWatchdog watchdog = afterShortTasks(() -> true);
        watchdog.want();
        watchdog.take();

        watchdog.watch(() -> false);

        assertThat(watchdog.isActive()).isFalse();
        assertThat(watchdog.suffices()).isFalse();
    }

    @Test
    void itsPostIsKeptByOneAndLeftWhenNothingWaits() {
        StallWatchdog watchdog = new StallWatchdog(() -> false);

        assertThat(watchdog.want()).isTrue();
        assertThat(watchdog.want()).isFalse();
        assertThat(watchdog.take()).isTrue();
        assertThat(watchdog.take()).isFalse();
        watchdog.watch(() -> false);

        assertThat(watchdog.isActive()).isFalse();
        assertThat(watchdog.want()).isTrue();
    }

    /** One after the other, so that a wait for a processor does not count as a wait for their end. */
    private void onlyShortTasks() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            CountDownLatch done = new CountDownLatch(1);
            pool.execute(done::countDown);
            done.await();
        }
    }

    private static StallWatchdog afterShortTasks(BooleanSupplier waiting) {
        StallWatchdog watchdog = new StallWatchdog(waiting);
        ended(watchdog, 1_000, 1_000);
        return watchdog;
    }

    private static void ended(StallWatchdog watchdog, int tasks, long nanos) {
        for (int i = 0; i < tasks; i++) {
            watchdog.taskEnded(nanos);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
