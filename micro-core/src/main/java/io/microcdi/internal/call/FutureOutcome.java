package io.microcdi.internal.call;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.microcdi.PendingCall;
import io.microcdi.error.MicroException;
import io.microcdi.internal.concurrent.CallbackStage;
import io.microcdi.internal.concurrent.Timer;

/**
 * The future of a call. It ends in two steps, so that a thread that waits for it does not depend on a free thread of a
 * pool:
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>open</td><td>answer or failure, on any thread, also the reading thread</td><td>settled: {@link #isDone()} is
 * true, the text or failure is stored, threads in {@link #join()} and {@link #get()} wake and bind the answer
 * themselves, and the executor for callbacks gets the completion</td></tr>
 * <tr><td>settled</td><td>the executor runs the completion</td><td>completed: dependent stages run there</td></tr>
 * <tr><td>open</td><td>other code completes or cancels the future, as {@code orTimeout} does</td><td>settled and
 * completed; the call is aborted</td></tr>
 * <tr><td>settled, completed</td><td>any method except {@code obtrude…}</td><td>no change</td></tr>
 * </table>
 *
 * @param <T> the type to which the answer is bound
 */
public final class FutureOutcome<T> extends CompletableFuture<T> implements PendingCall<T>, Outcome {

    @SuppressWarnings("rawtypes") // a class literal has no parameters
    private static final AtomicReferenceFieldUpdater<FutureOutcome, Object> STATE = AtomicReferenceFieldUpdater
            .newUpdater(FutureOutcome.class, Object.class, "state");

    /**
     * An entry in the stack of waiting threads, with a link to the entry before it. It is the state of an open future.
     */
    private record Waiter(Place place, Waiter next) {

        /** Returns the stack with one more place, and without the places of threads that no longer wait. */
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

    /** The place of a waiting thread. */
    private static final class Place {
        /**
         * The waiting thread; {@code null} when it no longer waits. The place must not hold a thread for as long as the
         * future is open.
         */
        private volatile Thread thread = Thread.currentThread();
    }

    private final ResponseDecoder answers;
    private final Type type;
    private final Executor callbacks;
    private final Timer timer;
    private volatile BooleanSupplier abort = () -> false;
    /**
     * A stack of {@link Waiter} while the future is open, {@code null} if none waits; a {@link Settled} when it has
     * ended.
     */
    private volatile Object state;

    /**
     * Makes an open future.
     *
     * @param answers binds the answer
     * @param callbacks runs the dependent stages
     * @param timer the clock by which threads wait
     */
    public FutureOutcome(ResponseDecoder answers, Type type, Executor callbacks, Timer timer) {
        this.answers = answers;
        this.type = type;
        this.callbacks = callbacks;
        this.timer = timer;
    }

    /** The result of an ended future. The first thread that needs the answer binds it. */
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

        /** Returns the failure of the call or of the binding; {@code null} if there is a value. */
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

        /** Returns whether the future failed. It does not bind an answer if the failure is known without it. */
        boolean isFailure() {
            return given ? failure != null : failure() != null;
        }

        /** Returns the value. Called only after {@link #failure()} has returned {@code null}. */
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

    /** Sets the action that aborts the call if other code ends the future. */
    @SuppressWarnings("ReturnValueIgnored")
    public void abortedBy(BooleanSupplier action) {
        abort = action;
        if (isDone()) {
            // other code completed the future before the call began
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
            runCallback(settled::complete);
        }
    }

    /** Ends the future with a result. Returns false if it had ended before. */
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

    /** Ends the future for other code than the call, and aborts the call, because its result is no longer needed. */
    @SuppressWarnings("ReturnValueIgnored")
    private boolean endedFromOutside(Settled settled) {
        boolean first = settle(settled);
        if (first) {
            try {
                // first: the dependent stages may take long
                abort.getAsBoolean();
            } finally {
                settled.complete();
            }
        }
        return first;
    }

    /** Returns the result; {@code null} while the future is open. */
    @SuppressWarnings("unchecked") // only results of this future are stored
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

    @SuppressWarnings("ReturnValueIgnored")
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

    /**
     * Waits for the answer. As {@link PendingCall} requires, it throws the call's own exception, not one that wraps it.
     */
    @Override
    public T join() {
        boolean interrupted = false;
        if (!isDone()) {
            DefaultCaller.checkMayBlock();
            Place place = new Place();
            boolean known = false;
            while (!isDone()) {
                known = known || enter(place);
                if (known) {
                    timer.park(this, this::isDone, Long.MAX_VALUE);
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

    /** Waits until the future has ended, at most for the given time. Returns false if it has not ended. */
    private boolean await(long nanos) throws InterruptedException {
        if (nanos > 0 && !isDone()) {
            DefaultCaller.checkMayBlock();
        }
        long startedAt = timer.nanoTime();
        Place place = new Place();
        try {
            for (boolean known = false; !isDone();) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = nanos - (timer.nanoTime() - startedAt);
                if (left <= 0) {
                    return false;
                }
                known = known || enter(place);
                if (known) {
                    timer.park(this, this::isDone, nanos == Long.MAX_VALUE ? nanos : left);
                }
            }
            return true;
        } finally {
            place.thread = null;
        }
    }

    /**
     * Adds a place to the stack, so that its thread is woken at the end. Returns false if another thread changed the
     * state first, or the future has ended.
     */
    private boolean enter(Place place) {
        Object before = state;
        return !(before instanceof FutureOutcome<?>.Settled)
                && STATE.compareAndSet(this, before, Waiter.add((Waiter) before, place));
    }

    /**
     * Returns the number of places in the stack. It counts the places of threads that no longer wait, which the next
     * {@code add} removes.
     */
    int waiters() {
        int count = 0;
        for (Waiter waiter = state instanceof Waiter last ? last : null; waiter != null; waiter = waiter.next) {
            count++;
        }
        return count;
    }

    /**
     * Returns the result of a settled future, as in JDK 19. The method of {@link CompletableFuture} would see the end
     * only when the dependent stages may run.
     */
    public T resultNow() {
        Settled settled = settled();
        if (settled == null || settled.failure() != null) {
            throw new IllegalStateException(settled == null ? "the call has not ended" : "the call has failed");
        }
        return settled.value();
    }

    /** Returns the failure of a settled future, as in JDK 19. */
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
        return this::runCallback;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CallbackStage<>(this::runCallback);
    }

    private void runCallback(Runnable task) {
        CallbackStage.run(task, callbacks);
    }
}
