package io.microcdi.internal.concurrent;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Threads for one kind of the engine's own work, for example closing sockets. The pool takes every task: its callers
 * bound their number, mostly to one for each link. A task that fails ends neither the thread nor the tasks behind it.
 * Thread-safe.
 */
public final class TaskPool implements Executor, AutoCloseable {

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor executor;
    private final LogLimit failures = LogLimit.ofWarnings(ConcurrentLog.LOG::failuresLeftOut);

    /**
     * Makes a pool without a thread.
     *
     * @param maxThreads the number of tasks that run at once; more tasks wait in the order in which they came
     */
    public TaskPool(ThreadFactory threads, int maxThreads) {
        executor = new ThreadPoolExecutor(maxThreads, maxThreads, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a task.
     *
     * @throws RejectedExecutionException if there is no thread at all and none can be made, because the process may
     *        have no more
     */
    @Override
    public void execute(Runnable task) {
        Runnable guarded = () -> run(task);
        try {
            executor.execute(guarded);
        } catch (Error noThread) {
            if (!waitsForOthers(guarded)) {
                throw new RejectedExecutionException("no thread could be made: " + noThread.getMessage(), noThread);
            }
        }
    }

    /**
     * Adds a task to the queue of the existing threads, because no further thread could be made. Returns false if there
     * is no thread.
     */
    private boolean waitsForOthers(Runnable task) {
        BlockingQueue<Runnable> queue = executor.getQueue();
        // a thread that ends checks the queue once more. If the last thread has ended before, the task is taken back
        return executor.getPoolSize() > 0 && queue.add(task) && (executor.getPoolSize() > 0 || !queue.remove(task));
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failures.write(System::nanoTime, leftOut -> ConcurrentLog.LOG.taskFailed(LoggedThrowable.of(e)));
        }
    }

    /** Adds threads beside those that hang, so that the pool runs further tasks. */
    public void grow(int more) {
        executor.setMaximumPoolSize(executor.getMaximumPoolSize() + more);
        executor.setCorePoolSize(executor.getCorePoolSize() + more);
    }

    /** Lets idle threads wait for new tasks again, after {@link #close()}. */
    public void open() {
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Ends the threads as soon as they are idle. The pool accepts tasks nevertheless, because a socket may have to be
     * closed after its node has stopped.
     */
    @Override
    public void close() {
        executor.setKeepAliveTime(1, TimeUnit.NANOSECONDS);
    }
}
