package io.microcdi.internal.route;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.microcdi.Registration;

/**
 * How a handler is told to stop: its thread is interrupted while it runs, its stage is cancelled, and the actions that
 * it asked for are run. Thread-safe.
 */
public final class Cancellation {

    private final Executor executor;
    /** Most have none. */
    private List<Runnable> actions = List.of();
    private Thread runner;
    private boolean stopped;

    /**
     * A signal that was not given.
     *
     * @param executor runs the actions, which are users' code: whoever stops a handler must not wait for them
     */
    public Cancellation(Executor executor) {
        this.executor = executor;
    }

    /** Whether it was told to stop. */
    public synchronized boolean isStopped() {
        return stopped;
    }

    /** Tells it to stop; has no effect the second time. */
    public void stop() {
        List<Runnable> asked;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            if (runner != null) {
                // within the lock: an interrupt must never reach what the thread does next
                runner.interrupt();
            }
            asked = actions;
            actions = List.of();
        }
        asked.forEach(this::execute);
    }

    /** Runs an action when it is told to stop, at once if it was. */
    public Registration onStop(Runnable action) {
        synchronized (this) {
            if (!stopped) {
                if (actions.isEmpty()) {
                    actions = new ArrayList<>(2);
                }
                actions.add(action);
                return () -> forget(action);
            }
        }
        execute(action);
        return () -> {
        };
    }

    synchronized boolean begin() {
        if (stopped) {
            return false;
        }
        runner = Thread.currentThread();
        return true;
    }

    synchronized void end() {
        runner = null;
        if (stopped) {
            Thread.interrupted();
        }
    }

    void watch(CompletionStage<?> stage) {
        Registration registration = onStop(() -> {
            try {
                stage.toCompletableFuture().cancel(true);
            } catch (UnsupportedOperationException e) {
                // a stage that cannot be cancelled runs to its end; nobody waits for it
            }
        });
        stage.whenComplete((value, failure) -> registration.close());
    }

    private synchronized void forget(Runnable action) {
        if (!actions.isEmpty()) {
            actions.remove(action);
        }
    }

    private void execute(Runnable action) {
        try {
            executor.execute(action);
        } catch (RejectedExecutionException busy) {
            try {
                action.run();
            } catch (RuntimeException e) {
                RouteLog.LOG.abortActionFailed(e);
            }
        }
    }
}
