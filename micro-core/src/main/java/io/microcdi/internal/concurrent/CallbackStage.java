package io.microcdi.internal.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A future that the engine hands to the application. An executor runs all stages that depend on it, directly or not. So
 * no code of the application runs on a thread of the engine.
 *
 * @param <T> the type of its value
 */
public final class CallbackStage<T> extends CompletableFuture<T> {

    private final Executor callbacks;

    /**
     * Makes an open future.
     *
     * @param callbacks runs the dependents of methods such as {@code thenApplyAsync}, and never rejects a task
     */
    public CallbackStage(Executor callbacks) {
        this.callbacks = callbacks;
    }

    /**
     * Returns a future that ends as one of the engine. If the engine's future is still open, the executor completes the
     * returned one. Nothing that the application does with it changes the engine's future.
     */
    public static <T> CompletableFuture<T> of(CompletableFuture<T> engines, Executor callbacks) {
        CallbackStage<T> handedOut = new CallbackStage<>(task -> run(task, callbacks));
        boolean open = !engines.isDone();
        engines.whenComplete((value, failure) -> {
            if (open) {
                run(() -> handedOut.end(value, failure), callbacks);
            } else {
                handedOut.end(value, failure);
            }
        });
        return handedOut;
    }

    /**
     * Runs a task by the executor of callbacks. If the node stops, the executor rejects tasks, and it may fail in other ways
     * too. This thread then runs the task, because otherwise its dependent stages would never run.
     */
    public static void run(Runnable task, Executor callbacks) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable once = () -> {
            if (begun.compareAndSet(false, true)) {
                task.run();
            }
        };
        try {
            callbacks.execute(once);
        } catch (RuntimeException | Error e) {
            if (begun.get()) {
                throw e;
            }
            once.run();
        }
    }

    private void end(T value, Throwable failure) {
        if (failure != null) {
            completeExceptionally(failure);
        } else {
            complete(value);
        }
    }

    @Override
    public Executor defaultExecutor() {
        return callbacks;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CallbackStage<>(callbacks);
    }
}
