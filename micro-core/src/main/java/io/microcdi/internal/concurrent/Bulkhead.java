package io.microcdi.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Bounds the number of tasks that run at once. Further tasks wait, each until its own latest start. Their sources take
 * turns, and the tasks of one source keep the order of their arrival. So a source with many tasks hardly delays
 * those of the others. The bulkhead runs no task: its owner runs each task that has {@linkplain #enter entered}, and each that
 * {@link #leave} or {@link #next} returns. Thread-safe, without a lock that all threads share.
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
    /** The number of taken places. */
    private final AtomicInteger taken = new AtomicInteger();
    /** The number of tasks that wait. It is raised before a task is in the queue. */
    private final AtomicInteger waiting = new AtomicInteger();
    private final TurnQueue<Waiting<T>> queue = new TurnQueue<>();
    /** The number of tasks that have begun after a wait. */
    private final AtomicLong begun = new AtomicLong();
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
        return taken.get() + waiting.get();
    }

    /** Returns the number of tasks that wait. */
    public int waiting() {
        return waiting.get();
    }

    /** Returns the number of waiting tasks that can begin in a time; {@link Integer#MAX_VALUE} while no rate is known. */
    public int length(long waitNanos) {
        return (int) Math.max(limit, rate * waitNanos);
    }

    /** Gives a task a place, or lets it wait. After {@link Entry#WAITS} the caller calls {@link #next}. */
    public Entry enter(T task, boolean mayWait) {
        if ((!mayWait || waiting.get() == 0) && takePlace()) {
            return Entry.ENTERED;
        }
        if (!mayWait || waiting.get() >= length(task.maxWaitNanos())) {
            return Entry.FULL;
        }
        enqueue(task, false);
        return Entry.WAITS;
    }

    /**
     * Lets a task wait that has waited elsewhere. The length of the queue does not bound such tasks, because the owner
     * bounds their number. The caller then calls {@link #next}.
     */
    public void enterAfterWait(T task) {
        enqueue(task, true);
    }

    private void enqueue(T task, boolean hasWaited) {
        if (waiting.getAndIncrement() == 0) {
            rate = Double.POSITIVE_INFINITY;
        }
        boolean added = false;
        try {
            queue.add(task.source(), new Waiting<>(task, begun.get(), hasWaited));
            added = true;
        } finally {
            if (!added) { // there was no memory
                oneWaitsNoLonger();
            }
        }
    }

    private boolean takePlace() {
        for (int now = taken.get(); now < limit; now = taken.get()) {
            if (taken.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Ends the work of a task that had a place. Returns a waiting task that has a place now, or {@code null}. After a task
     * the caller calls {@link #next}.
     */
    @Nullable
    public T leave() {
        taken.decrementAndGet();
        return next();
    }

    /**
     * Returns a waiting task that has a place now; {@code null} if none waits, or no place is free. After a task the caller
     * calls it again: another thread may have given a place back because it met a queue from which this one took a task.
     */
    @Nullable
    public T next() {
        // a thread that adds a task looks for a place afterwards, and one that gives a place back looks at the queue
        // afterwards: so one of the two sees the other
        while (!queue.isEmpty() && takePlace()) {
            T begins = null;
            try {
                begins = takeWaiting();
            } finally {
                if (begins == null) { // other threads took them all, or there was no memory
                    taken.decrementAndGet();
                }
            }
            if (begins != null) {
                return begins;
            }
        }
        return null;
    }

    private @Nullable T takeWaiting() {
        for (Waiting<T> next = queue.poll(); next != null; next = queue.poll()) {
            if (next.claim()) {
                long number = begun.incrementAndGet();
                if (next.isSample() && rate != Double.POSITIVE_INFINITY) {
                    rate = Math.max(rate, next.rate(number));
                }
                oneWaitsNoLonger();
                return next.task;
            }
        }
        return null;
    }

    private void oneWaitsNoLonger() {
        if (waiting.decrementAndGet() == 0) {
            rate = Double.POSITIVE_INFINITY;
        }
    }

    /**
     * Removes the tasks whose latest start has passed, those beyond the length of the queue, and cancelled ones.
     *
     * @param late called with each of these tasks
     * @return the earliest latest start of the others; {@link Long#MAX_VALUE} if none waits
     */
    public long takeLate(long now, Consumer<T> late) {
        long earliest = Long.MAX_VALUE;
        int left = 0;
        for (Waiting<T> next : queue.inTurns()) {
            T task = next.task;
            boolean tooLate = task.latestStart() - now <= 0;
            if (tooLate && next.isSample() && !next.isClaimed()) {
                rate = next.rate(begun.get());
            }
            if (tooLate || task.isAbandoned() || !next.hasWaited && left >= length(task.maxWaitNanos())) {
                take(next, late);
            } else {
                left++;
                earliest = Math.min(earliest, task.latestStart());
            }
        }
        queue.removeIf(Waiting::isClaimed);
        return earliest;
    }

    /** Takes out all tasks that wait. */
    public void takeAll(Consumer<T> taken) {
        queue.inTurns().forEach(next -> take(next, taken));
        queue.removeIf(Waiting::isClaimed);
    }

    private void take(Waiting<T> next, Consumer<T> taken) {
        if (next.claim()) {
            oneWaitsNoLonger();
            taken.accept(next.task);
        }
    }

    /** A task in the queue. One thread claims it: to begin it, or to take it out. */
    private static final class Waiting<T extends Task> {

        final T task;
        /** Whether the task has waited elsewhere before. */
        final boolean hasWaited;
        /** The number of tasks that had begun when this task was added. */
        private final long begunBefore;
        private final AtomicBoolean claimed = new AtomicBoolean();

        Waiting(T task, long begunBefore, boolean hasWaited) {
            this.task = task;
            this.begunBefore = begunBefore;
            this.hasWaited = hasWaited;
        }

        boolean claim() {
            return claimed.compareAndSet(false, true);
        }

        boolean isClaimed() {
            return claimed.get();
        }

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
