package io.microcdi.internal.call;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.CancellationException;
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
 * <tr><td>open</td><td>answer or failure, on any thread, also one that reads</td><td>settled: {@link #isDone()} is true, the
 * text or failure is stored, threads in {@link #join()} and {@link #get()} wake and bind the answer themselves, and the
 * completion is handed to the executor for callbacks</td></tr>
 * <tr><td>settled</td><td>the executor gets to it</td><td>completed: dependents run there</td></tr>
 * <tr><td>open</td><td>completed or cancelled by another than the call, as by {@code orTimeout}</td><td>settled and
 * completed; the call is aborted</td></tr>
 * <tr><td>settled, completed</td><td>anything but {@code obtrude…}</td><td>no change</td></tr>
 * </table>
 *
 * @param <T> the type that the answer is bound to
 */
public final class FutureOutcome<T> extends CompletableFuture<T> implements PendingCall<T>, Outcome {

    @SuppressWarnings("rawtypes") // a class literal has no parameters
    private static final AtomicReferenceFieldUpdater<FutureOutcome, Object> STATE = AtomicReferenceFieldUpdater
            .newUpdater(FutureOutcome.class, Object.class, "state");

    /** A place in the stack of waiters, and those that were taken before it: the future is open. */
    private record Waiter(Place place, Waiter next) {

        /** The stack without the places of threads that have left, and with one more. */
        static Waiter add(Waiter last, Place place) {
            boolean allThere = true;
            for (Waiter waiter = last; allThere && waiter != null; waiter = waiter.next) {
                allThere = waiter.place.thread != null;
            }
            Waiter there = allThere ? last : null;
            for (Waiter waiter = last; !allThere && waiter != null; waiter = waiter.next) {
                there = waiter.place.thread == null ? there : new Waiter(waiter.place, there);
            }
            return new Waiter(place, there);
        }
    }

    /** Of a thread that waits. */
    private static final class Place {
        /** {@code null} once it waits no more: the future may be open for long. */
        private volatile Thread thread = Thread.currentThread();
    }

    private final ResponseDecoder answers;
    private final Type type;
    private final Executor callbacks;
    private volatile BooleanSupplier abort = () -> false;
    /** A stack of {@link Waiter}, {@code null} for none; a {@link Settled} once it has ended. */
    private volatile Object state;

    /**
     * A future that is open.
     *
     * @param answers binds the answer
     * @param callbacks runs dependents
     */
    public FutureOutcome(ResponseDecoder answers, Type type, Executor callbacks) {
        this.answers = answers;
        this.type = type;
        this.callbacks = callbacks;
    }

    /** How the future ended; the answer is bound by the first thread that needs it. */
    private final class Settled {

        private final boolean cancelled;
        private final boolean given;
        private String json;
        private boolean bound;
        private T value;
        private Throwable failure;

        Settled(String json) {
            this.json = json;
            this.given = false;
            this.cancelled = false;
        }

        Settled(T value, Throwable failure) {
            this.given = true;
            this.cancelled = failure instanceof CancellationException;
            this.value = value;
            this.failure = failure;
            this.bound = true;
        }

        /** The failure, also that of the binding: whatever it throws is the result; {@code null} if there is a value. */
        @SuppressWarnings("unchecked") // the codec returns what the type says
        synchronized Throwable failure() {
            if (!bound) {
                bound = true;
                try {
                    value = (T) answers.read(json, type);
                } catch (Throwable e) {
                    failure = e;
                }
                json = null;
            }
            return failure;
        }

        /** Without binding anything where the end was given. */
        boolean isFailure() {
            return given ? failure != null : failure() != null;
        }

        /** Only after {@link #failure()} returned {@code null}. */
        T value() {
            return value;
        }

        void complete() {
            Throwable thrown = failure();
            if (thrown != null) {
                FutureOutcome.super.completeExceptionally(thrown);
            } else {
                FutureOutcome.super.complete(value);
            }
        }
    }

    /** Sets what gives the call up, where another than the call ends it. */
    public void abortedBy(BooleanSupplier action) {
        abort = action;
        if (isDone()) {
            // it was completed from outside before the call began
            action.getAsBoolean();
        }
    }

    @Override
    public void succeeded(String answer) {
        ended(new Settled(answer));
    }

    @Override
    public void failed(MicroException reason) {
        ended(new Settled(null, reason));
    }

    private void ended(Settled settled) {
        if (settle(settled)) {
            try {
                callbacks.execute(settled::complete);
            } catch (RejectedExecutionException closed) {
                // a caller that is never told would be worse than one that is told on this thread
                settled.complete();
            }
        }
    }

    /** Whether this is how the future ends; false if it had ended before. */
    private boolean settle(Settled settled) {
        Object before = state;
        while (!(before instanceof FutureOutcome<?>.Settled)) {
            if (STATE.compareAndSet(this, before, settled)) {
                wake((Waiter) before);
                return true;
            }
            before = state;
        }
        return false;
    }

    private static void wake(Waiter last) {
        for (Waiter waiter = last; waiter != null; waiter = waiter.next) {
            LockSupport.unpark(waiter.place.thread);
        }
    }

    /** By another than the call, which is of no use any more. */
    private boolean endedFromOutside(Settled settled) {
        boolean first = settle(settled);
        if (first) {
            // before the dependents, which may take their time
            abort.getAsBoolean();
            settled.complete();
        }
        return first;
    }

    /** How it ended; {@code null} while it is open. */
    @SuppressWarnings("unchecked") // only this future's own are ever stored
    private Settled settled() {
        return state instanceof FutureOutcome<?>.Settled settled ? (Settled) settled : null;
    }

    @Override
    public boolean abort() {
        return abort.getAsBoolean();
    }

    @Override
    public boolean complete(T other) {
        return endedFromOutside(new Settled(other, null));
    }

    @Override
    public boolean completeExceptionally(Throwable other) {
        return endedFromOutside(new Settled(null, Objects.requireNonNull(other, "the failure is null")));
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return endedFromOutside(new Settled(null, new CancellationException())) || isCancelled();
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
        obtrude(new Settled(other, null));
        super.obtrudeValue(other);
    }

    @Override
    public void obtrudeException(Throwable other) {
        obtrude(new Settled(null, Objects.requireNonNull(other, "the failure is null")));
        super.obtrudeException(other);
    }

    private void obtrude(Settled settled) {
        if (STATE.getAndSet(this, settled) instanceof Waiter last) {
            wake(last);
        }
        abort.getAsBoolean();
    }

    @Override
    public boolean isDone() {
        return settled() != null;
    }

    @Override
    public boolean isCompletedExceptionally() {
        Settled settled = settled();
        return settled != null && settled.isFailure();
    }

    @Override
    public boolean isCancelled() {
        Settled settled = settled();
        return settled != null && settled.cancelled;
    }

    @Override
    public T getNow(T absent) {
        return isDone() ? join() : absent;
    }

    /** As the interface says: the call's own exception, not one that wraps it. */
    @Override
    public T join() {
        boolean interrupted = false;
        if (!isDone()) {
            Place place = new Place();
            boolean known = false;
            while (!isDone()) {
                known = known || enter(place);
                if (known) {
                    LockSupport.park(this);
                }
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Settled settled = settled();
        Throwable thrown = settled.failure();
        if (thrown instanceof MicroException || thrown instanceof CancellationException
                || thrown instanceof CompletionException) {
            throw (RuntimeException) thrown;
        }
        if (thrown != null) {
            throw new CompletionException(thrown);
        }
        return settled.value();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        await(Long.MAX_VALUE);
        return result();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!await(unit.toNanos(timeout))) {
            throw new TimeoutException();
        }
        return result();
    }

    /** Waits until it has ended, at most for a time; false if it has not. */
    private boolean await(long nanos) throws InterruptedException {
        long begun = System.nanoTime();
        Place place = new Place();
        try {
            for (boolean known = false; !isDone();) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = nanos - (System.nanoTime() - begun);
                if (left <= 0) {
                    return false;
                }
                known = known || enter(place);
                if (known) {
                    LockSupport.parkNanos(this, left);
                }
            }
            return true;
        } finally {
            place.thread = null;
        }
    }

    /** Has a thread woken at the end; false if it has to try again, or the end has come. */
    private boolean enter(Place place) {
        Object before = state;
        return !(before instanceof FutureOutcome<?>.Settled)
                && STATE.compareAndSet(this, before, Waiter.add((Waiter) before, place));
    }

    /** The places in the stack, also those of threads that have left and that the next one removes. */
    int waiters() {
        int count = 0;
        for (Waiter waiter = state instanceof Waiter last ? last : null; waiter != null; waiter = waiter.next) {
            count++;
        }
        return count;
    }

    /** As of JDK 19, where the one of {@link CompletableFuture} knows of an end only when dependents may run. */
    public T resultNow() {
        Settled settled = settled();
        if (settled == null || settled.failure() != null) {
            throw new IllegalStateException(settled == null ? "the call has not ended" : "the call has failed");
        }
        return settled.value();
    }

    /** As of JDK 19. */
    public Throwable exceptionNow() {
        Settled settled = settled();
        if (settled == null || settled.cancelled || settled.failure() == null) {
            throw new IllegalStateException(settled == null ? "the call has not ended"
                    : settled.cancelled ? "the call was cancelled" : "the call has a result");
        }
        return settled.failure();
    }

    private T result() throws ExecutionException {
        Settled settled = settled();
        Throwable thrown = settled.failure();
        if (thrown instanceof CancellationException cancelled) {
            throw cancelled;
        }
        if (thrown != null) {
            boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
            throw new ExecutionException(wrapped ? thrown.getCause() : thrown);
        }
        return settled.value();
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
