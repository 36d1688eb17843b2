package io.microcdi.internal.cdi;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.HandlerPool;
import io.microcdi.internal.concurrent.NamedThreads;

/** Runs tasks one after the other, in the order of their submission. Thread-safe. */
final class EventQueue implements Executor {

    /** An event of a link holds the link, which takes up to 40 KB although it is closed. */
    private static final int MAX_WAITING = 1_000;

    private static final long SHUTDOWN_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NamedThreads threads;
    private final HandlerPool pool;
    private volatile Thread teller;
    private volatile boolean closed;

    EventQueue(ThreadFactory factory) {
        threads = new NamedThreads(factory, "micro-events");
        pool = new HandlerPool(threads, 1, MAX_WAITING, 0);
    }

    /**
     * Runs a task after all earlier tasks.
     *
     * @throws RejectedExecutionException if the queue is closed or full
     */
    @Override
    public void execute(Runnable task) {
        pool.execute(() -> {
            teller = Thread.currentThread();
            try {
                task.run();
            } finally {
                teller = null;
            }
        });
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Closes the queue. It first runs the waiting tasks, and the tasks that these add, for at most the given time. If
     * they do not end in that time, it interrupts the running task.
     */
    @SuppressWarnings("IdentityBinaryExpression") // the second one waits for other tasks
    void close(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            // twice: asynchronous observers run after the synchronous ones
            if (!runWaiting(deadline) || !runWaiting(deadline)) {
                interrupt();
            }
        } catch (InterruptedException e) {
            interrupt();
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            pool.close();
            threads.awaitEnd(System.nanoTime() + SHUTDOWN_GRACE_NANOS);
        }
    }

    private boolean runWaiting(long deadline) throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        try {
            pool.execute(last::countDown);
        } catch (RejectedExecutionException full) {
            return false;
        }
        return last.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void interrupt() {
        Thread busy = teller;
        if (busy != null) {
            busy.interrupt();
        }
    }
}
