package io.microcdi.call;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

import io.microcdi.PendingCall;
import io.microcdi.error.MicroException;

/**
 * A future that is completed by a call, on the node's threads: what depends on it is users' code.
 *
 * @param <T> what the answer is read as
 */
final class FutureOutcome<T> extends CompletableFuture<T> implements PendingCall<T>, Outcome {

    private final Answers answers;
    private final Type type;
    private final Executor callbacks;
    private volatile BooleanSupplier abort = () -> false;

    FutureOutcome(Answers answers, Type type, Executor callbacks) {
        this.answers = answers;
        this.type = type;
        this.callbacks = callbacks;
    }

    void abortedBy(BooleanSupplier action) {
        abort = action;
        if (isCancelled()) {
            action.getAsBoolean();
        }
    }

    @Override
    public void succeeded(String json) {
        run(() -> {
            try {
                complete(cast(answers.read(json, type)));
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        });
    }

    @SuppressWarnings("unchecked") // the codec returns what the type says
    private T cast(Object value) {
        return (T) value;
    }

    @Override
    public void failed(MicroException failure) {
        run(() -> completeExceptionally(failure));
    }

    private void run(Runnable completion) {
        try {
            callbacks.execute(completion);
        } catch (RejectedExecutionException busy) {
            // a caller that is never told would be worse than one that is told on this thread
            completion.run();
        }
    }

    @Override
    public boolean abort() {
        return abort.getAsBoolean();
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        abort.getAsBoolean();
        return cancelled;
    }

    /** As the interface says: the call's own exception, not one that wraps it. */
    @Override
    public T join() {
        try {
            return super.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MicroException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
