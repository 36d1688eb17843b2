package io.microcdi.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Bounds the number of tasks that run at once. Further tasks wait, each until its own latest start. Their sources take
 * turns, and the tasks of one source keep the order of their arrival. So a source with many tasks delays those of the
 * others hardly. The bulkhead runs no task: its owner runs each task that has {@linkplain #enter entered}, and each that
 * {@link #leave} returns. Thread-safe. A task that enters while no task waits takes no lock.
 *
 * <p>The queue has no fixed length. Time bounds it: a task whose latest start has passed is
 * {@linkplain #takeLate taken out}. The number of tasks that began while it waited gives a rate. From then on the queue
 * has a length: the number of tasks that can begin at this rate while one waits, or the number of places if that is
 * larger. A further task could not begin in time, and is refused at once. This costs no throughput, because a queue
 * that is not empty keeps all places busy. An empty queue has no length again.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>places are free, none waits</td><td>a task comes</td><td>it enters</td></tr>
 * <tr><td>all places are taken, or some wait</td><td>a task comes</td><td>it waits, or is refused because the queue is
 * full</td></tr>
 * <tr><td>all places are taken, or some wait</td><td>a task comes that has waited elsewhere</td><td>it waits, also in a full
 * queue</td></tr>
 * <tr><td>none waits</td><td>a task leaves</td><td>its place is free</td></tr>
 * <tr><td>some wait</td><td>a task leaves</td><td>the first that waits of the next source has its place</td></tr>
 * <tr><td>some wait</td><td>the latest start of one passes</td><td>it is taken out; the queue has a length, and the tasks
 * beyond this length are taken out, too</td></tr>
 * <tr><td>the last that waits is taken out</td><td></td><td>none waits; the queue has no length again</td></tr>
 * </table>
 *
 * @param <T> the tasks
 */
public final class Bulkhead<T extends Bulkhead.Task> {

    /** The mark of {@link #state} while tasks wait. Only the owner of the lock changes a state with this mark. */
    private static final int WAITING = Integer.MIN_VALUE;

    /** The shortest wait that gives a rate: too few tasks begin during a shorter one. */
    private static final long MIN_SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A task that may have to wait. */
    public interface Task {

        /** Returns the latest moment at which it may begin, in the timer's nanoseconds. */
        long latestStart();

        /** Returns for how long it may wait, in nanoseconds. */
        long maxWaitNanos();

        /** Returns whether its caller no longer waits, so that it needs no place. */
        boolean isAbandoned();

        /** Returns whose task it is, for example its link. */
        Object source();
    }

    /** The result of {@link Bulkhead#enter}. */
    public enum Entry {
        /** The task has a place. */
        ENTERED,
        /** The task waits. */
        WAITS,
        /** The task is refused: it would wait too long, or may not wait. */
        FULL
    }

    private final int limit;
    private final AtomicInteger state = new AtomicInteger();
    private final TurnQueue<Waiting<T>> queue = new TurnQueue<>();
    /** How many tasks have begun after a wait; guarded by the lock. */
    private long begun;
    private volatile int waiting;
    /**
     * The waiting tasks that begin in a nanosecond. Infinite until a task is late; infinite again when the queue is empty.
     */
    private volatile double rate = Double.POSITIVE_INFINITY;

    /**
     * Makes a bulkhead.
     *
     * @param limit the number of places
     */
    public Bulkhead(int limit) {
        this.limit = limit;
    }

    /** Returns the number of places. */
    public int limit() {
        return limit;
    }

    /** Returns how many tasks have places or wait. */
    public int size() {
        return (state.get() & ~WAITING) + waiting;
    }

    /** Returns the number of tasks that wait. */
    public int waiting() {
        return waiting;
    }

    /** Returns the number of waiting tasks that can begin in a time; {@link Integer#MAX_VALUE} while no rate is known. */
    public int length(long waitNanos) {
        return (int) Math.max(limit, rate * waitNanos);
    }

    /** Gives a task a place, or lets it wait. */
    public Entry enter(T task, boolean mayWait) {
        for (int now = state.get(); now >= 0 && now < limit; now = state.get()) {
            if (state.compareAndSet(now, now + 1)) {
                return Entry.ENTERED;
            }
        }
        return mayWait ? enqueue(task, false) : Entry.FULL;
    }

    /**
     * Gives a place to a task that has waited elsewhere, or lets it wait. The length of the queue does not bound such
     * tasks, because the owner bounds their number.
     */
    public Entry enterAfterWait(T task) {
        return enqueue(task, true);
    }

    private synchronized Entry enqueue(T task, boolean hasWaited) {
        for (;;) {
            int now = state.get();
            if (now >= 0 && now < limit) {
                if (state.compareAndSet(now, now + 1)) {
                    return Entry.ENTERED;
                }
            } else if (!hasWaited && queue.size() >= length(task.maxWaitNanos())) {
                return Entry.FULL;
            } else {
                // before the mark, because the queue may find no memory: a mark without a task would let later tasks wait
                queue.add(task.source(), new Waiting<>(task, begun, hasWaited));
                if (now < 0 || state.compareAndSet(now, now | WAITING)) {
                    waiting = queue.size();
                    return Entry.WAITS;
                }
                queue.removeLast(task.source());
            }
        }
    }

    /** Ends the work of a task that had a place. Returns the task that has the place now; {@code null} if none waits. */
    public T leave() {
        for (int now = state.get(); now >= 0; now = state.get()) {
            if (state.compareAndSet(now, now - 1)) {
                return null;
            }
        }
        return handOver();
    }

    private synchronized T handOver() {
        Waiting<T> next = queue.poll();
        if (next == null) {
            // the last waiting task was taken out meanwhile, which removed the mark: other threads may change the
            // state, too
            state.decrementAndGet();
            return null;
        }
        begun++;
        if (next.isSample()) {
            rate = Math.max(rate, next.rate(begun));
        }
        removed();
        return next.task;
    }

    /**
     * Removes the tasks whose latest start has passed, those beyond the length of the queue, and cancelled ones.
     *
     * @param late called with each of these tasks. It runs under the lock, so that it must do no more than record them
     * @return the earliest latest start of the others; {@link Long#MAX_VALUE} if none waits
     */
    public synchronized long takeLate(long now, Consumer<T> late) {
        int[] left = new int[1];
        long[] earliest = { Long.MAX_VALUE };
        queue.removeIf(waiting -> {
            T task = waiting.task;
            boolean tooLate = task.latestStart() - now <= 0;
            if (tooLate && waiting.isSample()) {
                rate = waiting.rate(begun);
            }
            boolean out = tooLate || task.isAbandoned()
                    || !waiting.hasWaited && left[0] >= length(task.maxWaitNanos());
            if (out) {
                late.accept(task);
            } else {
                left[0]++;
                earliest[0] = Math.min(earliest[0], task.latestStart());
            }
            return out;
        });
        removed();
        return earliest[0];
    }

    /** Takes out all tasks that wait. */
    public synchronized void takeAll(Consumer<T> taken) {
        queue.removeIf(waiting -> {
            taken.accept(waiting.task);
            return true;
        });
        removed();
    }

    private void removed() {
        waiting = queue.size();
        if (queue.isEmpty()) {
            rate = Double.POSITIVE_INFINITY;
            state.getAndUpdate(now -> now & ~WAITING);
        }
    }

    /**
     * A task in the queue.
     *
     * @param begunBefore the number of tasks that had begun when this task was added
     * @param hasWaited whether the task has waited elsewhere before
     */
    private record Waiting<T extends Task>(T task, long begunBefore, boolean hasWaited) {

        boolean isSample() {
            return !hasWaited && task.maxWaitNanos() >= MIN_SAMPLE_NANOS;
        }

        /**
         * Returns the number of tasks that began in each nanosecond since this task was added, as if it had waited for
         * its longest time.
         */
        double rate(long begun) {
            return (double) (begun - begunBefore) / task.maxWaitNanos();
        }
    }
}
