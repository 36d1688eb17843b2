package io.microcdi.internal.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many interleavings of threads that add tasks with the threads of a pool, which wake each other, rest and end: every task
 * runs, also one that is added while a thread goes to rest, and every write that a task defers.
 */
@Tag("slow")
class HandlerPoolLincheckTest {

    private static final int INTERLEAVINGS = Integer.getInteger("microcdi.interleavings", 15);

    @Test
    void everyTaskRuns() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            CountDownLatch ran = new CountDownLatch(2);
            Pool pool = new Pool();
            Thread other = new Thread(() -> pool.handlers.execute(ran::countDown));
            other.start();
            pool.handlers.execute(ran::countDown);
            // a task without a thread would leave all threads asleep, which fails the test
            await(ran);
            pool.end(other);
        });
    }

    @Test
    void everyDeferredWriteRuns() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            CountDownLatch written = new CountDownLatch(2);
            Pool pool = new Pool();
            Runnable task = () -> {
                if (!pool.handlers.defer(written::countDown)) {
                    written.countDown();
                }
            };
            Thread other = new Thread(() -> pool.handlers.execute(task));
            other.start();
            pool.handlers.execute(task);
            await(written);
            pool.end(other);
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A pool of at most two threads. */
    private static final class Pool {

        private final List<Thread> threads = new ArrayList<>();
        private final HandlerPool handlers = new HandlerPool(this::thread, 2, 10, 0);

        private synchronized Thread thread(Runnable task) {
            Thread thread = new Thread(task);
            threads.add(thread);
            return thread;
        }

        private synchronized Thread last() {
            return threads.isEmpty() ? null : threads.remove(threads.size() - 1);
        }

        /** Waits for a thread that adds, and for all of the pool: a closed pool runs the tasks that wait. */
        void end(Thread adding) {
            join(adding);
            handlers.close();
            for (Thread thread = last(); thread != null; thread = last()) {
                join(thread);
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
