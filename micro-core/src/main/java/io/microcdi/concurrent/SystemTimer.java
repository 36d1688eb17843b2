package io.microcdi.concurrent;

import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/** The system's clock, and one thread for all alarms of a node. */
public final class SystemTimer implements Timer, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SystemTimer.class);

    private final ThreadFactory threads;
    private volatile ScheduledThreadPoolExecutor executor;

    /** A timer whose thread comes from this factory, at its first alarm. */
    public SystemTimer(ThreadFactory threads) {
        this.threads = threads;
        open();
    }

    /** Takes alarms again after it was closed. */
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
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Alarm after(long nanos, Runnable action) {
        return schedule(() -> executor.schedule(guarded(action), nanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public Alarm every(long nanos, Runnable action) {
        return schedule(() -> executor.scheduleAtFixedRate(guarded(action), nanos, nanos, TimeUnit.NANOSECONDS));
    }

    private static Alarm schedule(java.util.function.Supplier<Future<?>> start) {
        try {
            Future<?> future = start.get();
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            // a node that has stopped needs no alarm any more
            return () -> {
            };
        }
    }

    /** One failing action must not end a repeated one, nor be lost in a future that nobody reads. */
    private static Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                LOG.errorf(e, "an action of the timer failed");
            }
        };
    }

    /** Ends the thread; alarms that have not run are forgotten. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
