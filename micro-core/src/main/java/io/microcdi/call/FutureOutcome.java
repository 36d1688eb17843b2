package io.microcdi.call;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.microcdi.PendingCall;
import io.microcdi.error.MicroException;

/**
 * The future of a call. It ends in two steps, so that nobody who waits for it needs a thread of a pool:
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>open</td><td>answer or failure, on any thread, also one that reads</td><td>settled: the text or failure is
 * stored, threads in {@link #join()} and {@link #get()} wake and bind the answer themselves, and the completion is handed
 * to the executor for callbacks</td></tr>
 * <tr><td>settled</td><td>the executor gets to it</td><td>completed: dependents run there</td></tr>
 * <tr><td>open</td><td>completed or cancelled by somebody else, as by {@code orTimeout}</td><td>completed; the call is
 * aborted</td></tr>
 * </table>
 *
 * @param <T> the type that the answer is bound to
 */
final class FutureOutcome<T> extends CompletableFuture<T> implements PendingCall<T>, Outcome {

    @SuppressWarnings("rawtypes") // a class literal has no parameters
    private static final AtomicReferenceFieldUpdater<FutureOutcome, Waiter> WAITERS = AtomicReferenceFieldUpdater
            .newUpdater(FutureOutcome.class, Waiter.class, "waiters");
    /** Ends the stack of waiters: nobody waits any more. */
    private static final Waiter SETTLED = new Waiter(null, null);

    /** A thread that waits. */
    private record Waiter(Thread thread, Waiter next) {
    }

    private final Answers answers;
    private final Type type;
    private final Executor callbacks;
    private volatile BooleanSupplier abort = () -> false;
    private volatile Waiter waiters;
    /** Written before {@link #waiters} become {@link #SETTLED}. */
    private String json;
    private MicroException failure;
    /** The bound answer, or the failure to bind it; bound once. */
    private T value;
    private Throwable unbound;
    private boolean bound;

    FutureOutcome(Answers answers, Type type, Executor callbacks) {
        this.answers = answers;
        this.type = type;
        this.callbacks = callbacks;
    }

    void abortedBy(BooleanSupplier action) {
        abort = action;
        if (isDone()) {
            // it was completed from outside before the call began
            action.getAsBoolean();
        }
    }

    @Override
    public void succeeded(String answer) {
        json = answer;
        settle();
    }

    @Override
    public void failed(MicroException reason) {
        failure = reason;
        settle();
    }

    private void settle() {
        wake();
        try {
            callbacks.execute(this::completeNow);
        } catch (RejectedExecutionException closed) {
            // a caller that is never told would be worse than one that is told on this thread
            completeNow();
        }
    }

    private void wake() {
        for (Waiter waiter = WAITERS.getAndSet(this, SETTLED); waiter != null; waiter = waiter.next) {
            LockSupport.unpark(waiter.thread);
        }
    }

    private void completeNow() {
        if (failure != null) {
            super.completeExceptionally(failure);
            return;
        }
        bind();
        if (unbound == null) {
            super.complete(value);
        } else {
            super.completeExceptionally(unbound);
        }
    }

    /** By the first thread that needs the answer; whatever is thrown is the result. */
    @SuppressWarnings("unchecked") // the codec returns what the type says
    private synchronized void bind() {
        if (!bound) {
            bound = true;
            try {
                value = (T) answers.read(json, type);
            } catch (Throwable e) {
                unbound = e;
            }
        }
    }

    @Override
    public boolean abort() {
        return abort.getAsBoolean();
    }

    @Override
    public boolean complete(T other) {
        return ended(super.complete(other));
    }

    @Override
    public boolean completeExceptionally(Throwable other) {
        return ended(super.completeExceptionally(other));
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        Objects.requireNonNull(supplier, "supplier");
        executor.execute(() -> {
            if (isDone()) {
                return;
            }
            try {
                complete(supplier.get());
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        });
        return this;
    }

    @Override
    public void obtrudeValue(T other) {
        super.obtrudeValue(other);
        ended(true);
    }

    @Override
    public void obtrudeException(Throwable other) {
        super.obtrudeException(other);
        ended(true);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return ended(super.cancel(mayInterrupt)) || isCancelled();
    }

    /** By somebody else than the call, which is of no use any more. */
    private boolean ended(boolean now) {
        if (now) {
            abort.getAsBoolean();
            wake();
        }
        return now;
    }

    /** As the interface says: the call's own exception, not one that wraps it. */
    @Override
    public T join() {
        boolean interrupted = false;
        while (!isSettled()) {
            park(0);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            return isDone() ? super.join() : read();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MicroException own) {
                throw own;
            }
            throw e;
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        while (!isSettled()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            park(0);
        }
        return result();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        while (!isSettled()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException();
            }
            park(left);
        }
        return result();
    }

    private boolean isSettled() {
        return waiters == SETTLED || isDone();
    }

    /** Waits for a moment, at most until it is settled. */
    private void park(long nanos) {
        Waiter before = waiters;
        boolean known = before != null && before.thread == Thread.currentThread();
        if (before == SETTLED
                || !known && !WAITERS.compareAndSet(this, before, new Waiter(Thread.currentThread(), before))) {
            return;
        }
        if (nanos == 0) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private T result() throws InterruptedException, ExecutionException {
        if (isDone()) {
            return super.get();
        }
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        bind();
        if (unbound != null) {
            throw new ExecutionException(unbound);
        }
        return value;
    }

    /** On the thread that waited. */
    private T read() {
        if (failure != null) {
            throw failure;
        }
        bind();
        if (unbound instanceof MicroException own) {
            throw own;
        }
        if (unbound != null) {
            throw new CompletionException(unbound);
        }
        return value;
    }

    @Override
    public Executor defaultExecutor() {
        return callbacks;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
