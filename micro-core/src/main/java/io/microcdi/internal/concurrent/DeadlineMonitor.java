package io.microcdi.internal.concurrent;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/**
 * Watches the deadlines of all entries of a table with one alarm, the alarm of the earliest deadline. A later deadline costs
 * one comparison. When the alarm rings, a sweep ends the entries that are due, and returns the next deadline.
 *
 * <p>Usually all entries have the same time-out. The table is then swept about once in that time, however many entries
 * pass through it. There is at most one alarm, and none after {@link #close()}: the timer holds an alarm until it
 * rings, and the alarm holds the whole table. Thread-safe.
 */
public final class DeadlineMonitor {

    /** One sweep ends all entries that become due within this time, in nanoseconds. */
    private static final long SWEEP_GRANULARITY_NANOS = 2_000_000;

    private final Timer timer;
    private final LongUnaryOperator sweep;
    private final AtomicLong next = new AtomicLong(Long.MAX_VALUE);
    /** The alarm for {@link #next}. The lock of this object guards it and {@link #closed}. */
    private Timer.Alarm alarm;
    private boolean closed;

    /**
     * Makes a monitor.
     *
     * @param sweep takes the time, ends the entries that are due, and returns the earliest deadline of the others, or
     *        {@link Long#MAX_VALUE} if there is none
     */
    public DeadlineMonitor(Timer timer, LongUnaryOperator sweep) {
        this.timer = timer;
        this.sweep = sweep;
    }

    /**
     * Watches a deadline. The entry must be in the table before.
     *
     * @param deadline in the timer's nanoseconds, or {@link Long#MAX_VALUE} for none
     */
    public void watch(long deadline) {
        long current = next.get();
        while (deadline < current) {
            if (next.compareAndSet(current, deadline)) {
                setAlarm(deadline);
                return;
            }
            current = next.get();
        }
    }

    private synchronized void setAlarm(long deadline) {
        // another thread, or a sweep, may have changed the earliest deadline meanwhile
        if (!closed && next.get() == deadline) {
            cancelAlarm();
            try {
                alarm = timer.after(deadline - timer.nanoTime(), () -> ring(deadline));
            } catch (RuntimeException | Error e) {
                // for example, there is no memory for it. The next deadline sets one, although it may be later
                next.set(Long.MAX_VALUE);
                throw e;
            }
        }
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    /** Stops watching. The table has no entries, and gets no more. */
    public synchronized void close() {
        closed = true;
        cancelAlarm();
    }

    /**
     * Ends the entries that are due, and watches the others. Called after the timer has forgotten its alarms. It also opens a
     * closed monitor again.
     */
    public void restart() {
        synchronized (this) {
            closed = false;
            next.set(Long.MAX_VALUE);
        }
        sweep();
    }

    private void ring(long deadline) {
        // cleared before the sweep, so that an entry that is added during it sets an alarm of its own. An alarm that an
        // earlier one has replaced finds another time here: it must not sweep, because it would set a second alarm
        if (next.compareAndSet(deadline, Long.MAX_VALUE)) {
            sweep();
        }
    }

    private void sweep() {
        long now = timer.nanoTime();
        long earliest = sweep.applyAsLong(now);
        if (earliest != Long.MAX_VALUE) {
            watch(Math.max(earliest, now + SWEEP_GRANULARITY_NANOS));
        }
    }
}
