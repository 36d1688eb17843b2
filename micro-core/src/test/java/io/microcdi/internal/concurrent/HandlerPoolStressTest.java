package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many producers, tasks that block among short ones: every task runs, once. */
@Timeout(300)
class HandlerPoolStressTest {

    private static final int PRODUCERS = 4;
    private static final int TASKS = 20_000;

    @ParameterizedTest
    @CsvSource({ "1, 0, 0", "2, 3, 0", "4, 7, 0", "16, 1, 0", "64, 5, 0", "1, 0, 50000", "4, 7, 50000",
            "64, 5, 50000" })
    void everyTaskRunsOnce(int threads, int blockedOfHundred, long spin) throws Exception {
        HandlerPool pool = new HandlerPool(Threads.daemon("stress", null), threads, PRODUCERS * TASKS, spin);
        AtomicIntegerArray runs = new AtomicIntegerArray(PRODUCERS * TASKS);
        AtomicInteger blocked = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(PRODUCERS * TASKS);
        Semaphore gate = new Semaphore(0);
        List<Thread> producers = new ArrayList<>();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            int base = producer * TASKS;
            producers.add(new Thread(() -> {
                for (int i = 0; i < TASKS; i++) {
                    int task = base + i;
                    // all but one of the threads may be blocked at a time; the next short task opens the gate
                    boolean block = task % 100 < blockedOfHundred && blocked.incrementAndGet() < threads;
                    pool.execute(() -> {
                        runs.incrementAndGet(task);
                        pass(gate, block, blocked);
                        all.countDown();
                    });
                    if (!block && task % 100 < blockedOfHundred) {
                        blocked.decrementAndGet();
                    }
                }
            }));
        }
        producers.forEach(Thread::start);
        for (Thread producer : producers) {
            producer.join();
        }
        assertThat(all.await(200, TimeUnit.SECONDS)).as("%d tasks were lost", all.getCount()).isTrue();
        for (int task = 0; task < runs.length(); task++) {
            assertThat(runs.get(task)).isEqualTo(1);
        }
        assertThat(pool.threads()).isLessThanOrEqualTo(threads);
        pool.close();
    }

    private static void pass(Semaphore gate, boolean block, AtomicInteger blocked) {
        if (block) {
            gate.acquireUninterruptibly();
            blocked.decrementAndGet();
        } else {
            gate.release();
        }
    }

    /** A thread that goes to rest while a task comes: one at a time, each awaited, so that every one is that moment. */
    @ParameterizedTest
    @CsvSource({ "1, 0", "2, 0", "8, 0", "1, 3000", "2, 3000", "8, 3000" })
    void noTaskIsForgottenWhileAThreadGoesToRest(int threads, long spin) throws Exception {
        HandlerPool pool = new HandlerPool(Threads.daemon("rest", null), threads, 10, spin);
        Semaphore ran = new Semaphore(0);
        for (int i = 0; i < 20_000; i++) {
            pool.execute(ran::release);
            assertThat(ran.tryAcquire(60, TimeUnit.SECONDS)).as("task " + i).isTrue();
        }
        pool.close();
    }

    /** Short tasks that bring others, so that a guard is asked for where no thread is left for it but the one that comes. */
    @ParameterizedTest
    @CsvSource({ "2, 0", "2, 3000", "2, 50000", "3, 50000" })
    void noTaskIsForgottenWhileAThreadKeepsGuard(int threads, long spin) throws Exception {
        HandlerPool pool = new HandlerPool(Threads.daemon("guard", null), threads, 10, spin);
        Semaphore ran = new Semaphore(0);
        for (int i = 0; i < 20_000; i++) {
            pool.execute(() -> {
                pool.execute(ran::release);
                ran.release();
            });
            assertThat(ran.tryAcquire(2, 60, TimeUnit.SECONDS)).as("task " + i).isTrue();
        }
        pool.close();
    }

    /** Closing and opening while tasks come: each was either refused or ran. */
    @ParameterizedTest
    @CsvSource({ "1, 0", "4, 0", "4, 50000" })
    void aTaskThatWasTakenRunsThoughThePoolCloses(int threads, long spin) throws Exception {
        HandlerPool pool = new HandlerPool(Threads.daemon("closing", null), threads, 1_000_000, spin);
        AtomicInteger taken = new AtomicInteger();
        Semaphore ran = new Semaphore(0);
        Thread producer = new Thread(() -> {
            for (int i = 0; i < 20_000; i++) {
                try {
                    pool.execute(ran::release);
                    taken.incrementAndGet();
                } catch (java.util.concurrent.RejectedExecutionException closed) {
                    Thread.onSpinWait();
                }
            }
        });
        producer.start();
        while (producer.isAlive()) {
            pool.close();
            pool.open();
        }
        assertThat(ran.tryAcquire(taken.get(), 60, TimeUnit.SECONDS)).as("all that were taken").isTrue();
        pool.close();
    }
}
