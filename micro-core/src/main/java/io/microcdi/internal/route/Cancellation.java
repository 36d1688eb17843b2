package io.microcdi.internal.route;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.microcdi.Registration;

/**
 * Stops a handler. It interrupts the handler's thread while the handler runs, cancels its stage, and runs the actions
 * that the handler has registered. Thread-safe.
 */
public final class Cancellation {

    private final Executor executor;
    /** The actions to run. Most handlers register none. */
    private List<Runnable> actions = List.of();
    private Thread runner;
    private boolean begun;
    private boolean stopped;

    /**
     * Makes a cancellation that has not happened.
     *
     * @param executor runs the actions, as {@link AbortActions}. They are code of the application, and the thread that stops
     *        a handler must not wait for them
     */
    public Cancellation(Executor executor) {
        this.executor = executor;
    }

    /** Returns whether the handler was stopped. */
    public synchronized boolean isStopped() {
        return stopped;
    }

    /**
     * Stops the handler. A second call has no effect.
     *
     * @return whether the handler has begun; if not, it never will
     */
    public boolean stop() {
        List<Runnable> asked;
        boolean hadBegun;
        synchronized (this) {
            hadBegun = begun;
            if (stopped) {
                return hadBegun;
            }
            stopped = true;
            if (runner != null) {
                // inside the lock: an interrupt must never reach the next task of the thread
                runner.interrupt();
            }
            asked = actions;
            actions = List.of();
        }
        asked.forEach(executor::execute);
        return hadBegun;
    }

    /** Runs an action when the handler is stopped. If it is stopped already, the action runs at once. */
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
        executor.execute(action);
        return () -> {
        };
    }

    /** Returns whether the calling thread runs the handler. An action that the handler has wrapped may run elsewhere. */
    public synchronized boolean isRunHere() {
        return Thread.currentThread().equals(runner);
    }

    /** Returns whether the handler has begun. */
    synchronized boolean hasBegun() {
        return begun;
    }

    synchronized boolean begin() {
        if (stopped) {
            return false;
        }
        begun = true;
        runner = Thread.currentThread();
        return true;
    }

    synchronized void end() {
        runner = null;
        if (stopped) {
            Thread.interrupted();
        }
    }

    /**
     * Cancels a stage when the handler is stopped.
     *
     * @param then runs after that, as the stage may never complete
     */
    void watch(CompletionStage<?> stage, Runnable then) {
        Registration registration = onStop(() -> {
            try {
                stage.toCompletableFuture().cancel(true);
            } catch (UnsupportedOperationException e) {
                // a stage that cannot be cancelled runs to its end, and its result is ignored
            } finally {
                then.run();
            }
        });
        stage.whenComplete((value, failure) -> registration.close());
    }

    private synchronized void forget(Runnable action) {
        if (!actions.isEmpty()) {
            actions.remove(action);
        }
    }
}
