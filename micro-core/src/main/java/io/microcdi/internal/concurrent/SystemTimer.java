package io.microcdi.internal.concurrent;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.microcdi.internal.wire.LoggedThrowable;

/**
 * The system's clock, with one thread for all alarms of a node. The thread passes each action to an executor and never runs
 * one itself, so that an action that blocks delays no other alarm. Thread-safe.
 */
public final class SystemTimer implements Timer, AutoCloseable {

    private static final long RETRY_PAUSE_MILLIS = 100;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ThreadFactory threads;
    private final Executor actions;
    private final LogLimit failures = LogLimit.ofWarnings(ConcurrentLog.LOG::failuresLeftOut);
    private volatile ScheduledThreadPoolExecutor executor;

    /**
     * Makes a timer without a thread. Its first alarm starts one.
     *
     * @param threads makes the timer's thread
     * @param actions runs the actions. It must not reject one, and must not block
     */
    public SystemTimer(ThreadFactory threads, Executor actions) {
        this.threads = threads;
        this.actions = actions;
        open();
    }

    /** Accepts alarms again after {@link #close()}. */
    public synchronized void open() {
        if (executor != null && !executor.isShutdown()) {
            return;
        }
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long threadNanos() {
        try {
            long nanos = THREADS.getCurrentThreadCpuTime();
            return nanos < 0 ? nanoTime() : nanos;
        } catch (UnsupportedOperationException e) { // as on a virtual thread
            return nanoTime();
        }
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Alarm after(long nanos, Runnable action) {
        return schedule(() -> executor.schedule(() -> handOrWait(action), nanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public Alarm every(long nanos, Runnable action) {
        AtomicBoolean running = new AtomicBoolean();
        Runnable once = () -> {
            try {
                action.run();
            } finally {
                running.set(false);
            }
        };
        return schedule(() -> executor.scheduleAtFixedRate(() -> {
            // runs of one alarm never pile up in the executor
            if (running.compareAndSet(false, true) && !hand(once)) {
                running.set(false);
            }
        }, nanos, nanos, TimeUnit.NANOSECONDS));
    }

    /** Adds a thread beside one that hangs, so that alarms still run. */
    public void addThread() {
        ScheduledThreadPoolExecutor current = executor;
        current.setCorePoolSize(current.getCorePoolSize() + 1);
    }

    private static Alarm schedule(Supplier<Future<?>> start) {
        try {
            Future<?> future = start.get();
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            // a node that has stopped needs no alarm any more
            return () -> {
            };
        }
    }

    /** Runs an action, and repeats the attempt if there is no thread for it, because the caller of the timer relies on it. */
    private void handOrWait(Runnable action) {
        if (!hand(action)) {
            schedule(() -> executor.schedule(() -> handOrWait(action), RETRY_PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /**
     * Passes an action to the executor. A failure of the action is logged: it must neither end a repeated alarm nor disappear
     * in a future that nobody reads.
     *
     * @return false if the executor has no thread for the action
     */
    private boolean hand(Runnable action) {
        try {
            actions.execute(() -> {
                try {
                    action.run();
                } catch (Throwable e) {
                    failures.write(this::nanoTime, leftOut -> ConcurrentLog.LOG.actionFailed(LoggedThrowable.of(e)));
                }
            });
            return true;
        } catch (Throwable e) {
            failures.write(this::nanoTime, leftOut -> ConcurrentLog.LOG.actionNotStarted(LoggedThrowable.of(e)));
            return false;
        }
    }

    /** Ends the thread, and forgets the alarms that have not run. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
