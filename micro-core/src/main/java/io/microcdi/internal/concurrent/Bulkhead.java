package io.microcdi.internal.concurrent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Bounds how many tasks are at work at once. Further tasks wait in the order of their arrival, each until its own latest
 * start. It runs nothing itself: its owner runs a task that has {@linkplain #enter entered}, and the one that {@link #leave}
 * returns. Thread-safe; a task that enters at once and finds none waiting takes no lock.
 *
 * <p>The queue has no fixed length. It is bounded by time: tasks that could not begin are {@linkplain #takeLate taken out}.
 * Whenever that happens, it is known how many others began while the task waited as long as it may. From then on, no more
 * tasks wait than can begin at that rate, and at least as many as there are places: one behind them has no hope, and is
 * refused at once. A queue that is never empty keeps all places busy, so its length costs no throughput; the queue has no
 * length again when it is empty.
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
 * <tr><td>some wait</td><td>a task leaves</td><td>the first that waits has its place</td></tr>
 * <tr><td>some wait</td><td>the latest start of one passes</td><td>it is taken out; the queue has a length, and those behind
 * it are taken out, too</td></tr>
 * <tr><td>the last that waits is taken out</td><td></td><td>none waits; the queue has no length again</td></tr>
 * </table>
 *
 * @param <T> the tasks
 */
public final class Bulkhead<T extends Bulkhead.Task> {

    /** The mark of {@link #state} while tasks wait; only the owner of the lock changes the state then. */
    private static final int WAITING = Integer.MIN_VALUE;

    /** A task that may wait only for a shorter time shows nothing of the rate. */
    private static final long MIN_SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A task that may have to wait. */
    public interface Task {

        /** Returns the latest moment at which it may begin, in the timer's nanoseconds. */
        long latestStart();

        /** Returns for how long it may wait, in nanoseconds. */
        long maxWait();

        /** Returns whether its caller has given it up, so that it needs no place. */
        boolean isGone();
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
    private final Deque<Waiting<T>> queue = new ArrayDeque<>();
    /** How many tasks have begun after a wait; guarded by the lock. */
    private long begun;
    private volatile int waiting;
    /** How many waiting tasks begin in a nanosecond; infinite unless a task was late since the queue was empty. */
    private volatile double rate = Double.POSITIVE_INFINITY;

    /** Makes a bulkhead of so many places. */
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

    /** Returns how many tasks can begin in a time, after others; {@link Integer#MAX_VALUE} if nothing shows it. */
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
     * Gives a place to a task that has waited elsewhere, or lets it wait. The length of the queue does not hold for it: its
     * owner bounds how many such tasks there are.
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
            } else if (!hasWaited && queue.size() >= length(task.maxWait())) {
                return Entry.FULL;
            } else if (now < 0 || state.compareAndSet(now, now | WAITING)) {
                queue.add(new Waiting<>(task, begun, hasWaited));
                waiting = queue.size();
                return Entry.WAITS;
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
            // the last one that waited was taken out meanwhile; without the mark, others change the state as well
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
     * Takes out the tasks whose latest start has passed, those behind the length of the queue, and those that were given up.
     *
     * @param late gets these tasks; called with the lock, so that it must only note them
     * @return the earliest latest start of the others; {@link Long#MAX_VALUE} if none waits
     */
    public synchronized long takeLate(long now, Consumer<T> late) {
        int[] left = new int[1];
        queue.removeIf(waiting -> {
            T task = waiting.task;
            boolean tooLate = task.latestStart() - now <= 0;
            if (tooLate && waiting.isSample()) {
                rate = waiting.rate(begun);
            }
            boolean out = tooLate || task.isGone()
                    || !waiting.hasWaited && left[0] >= length(task.maxWait());
            if (out) {
                late.accept(task);
            } else {
                left[0]++;
            }
            return out;
        });
        removed();
        return queue.stream().mapToLong(waiting -> waiting.task.latestStart()).min().orElse(Long.MAX_VALUE);
    }

    /** Takes out all tasks that wait. */
    public synchronized void takeAll(Consumer<T> taken) {
        queue.forEach(waiting -> taken.accept(waiting.task));
        queue.clear();
        removed();
    }

    private void removed() {
        waiting = queue.size();
        if (queue.isEmpty()) {
            rate = Double.POSITIVE_INFINITY;
            state.getAndUpdate(now -> now & ~WAITING);
        }
    }

    /** A task in the queue, how many had begun before it came, and whether it has spent a part of its time elsewhere. */
    private record Waiting<T extends Task>(T task, long begunBefore, boolean hasWaited) {

        boolean isSample() {
            return !hasWaited && task.maxWait() >= MIN_SAMPLE_NANOS;
        }

        /** Returns how many tasks have begun in a nanosecond since this one came, if it has waited as long as it may. */
        double rate(long begun) {
            return (double) (begun - begunBefore) / task.maxWait();
        }
    }
}
