package io.microcdi.internal.concurrent;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/**
 * Watches the deadlines of many entries with one alarm. A deadline costs a comparison when it is set; only the earliest
 * has an alarm, and when it rings the table is swept, which ends what is due and tells the next.
 *
 * <p>With one time-out for all, which is the usual case, a table is swept about once in that time-out, however many
 * calls pass through it. There is never more than one alarm, and none after {@link #close()}: an alarm holds its table,
 * and all that belongs to it, until it rings. Thread-safe.
 */
public final class DeadlineMonitor {

    /** Entries due within one grain of each other are ended by one sweep. */
    private static final long GRAIN = 2_000_000;

    private final Timer timer;
    private final LongUnaryOperator sweep;
    private final AtomicLong next = new AtomicLong(Long.MAX_VALUE);
    /** The alarm for {@link #next}; guarded by this, as the next field. */
    private Timer.Alarm alarm;
    private boolean closed;

    /**
     * A monitor.
     *
     * @param sweep given the time, ends what is due and returns the earliest deadline that is left, or
     *        {@link Long#MAX_VALUE} if none is
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
        // another thread may have set an earlier alarm meanwhile, or the sweep of an earlier one
        if (!closed && next.get() == deadline) {
            cancelAlarm();
            alarm = timer.after(deadline - timer.nanoTime(), () -> ring(deadline));
        }
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    /** Watches nothing any more: the table has no entries, and gets none. */
    public synchronized void close() {
        closed = true;
        cancelAlarm();
    }

    /**
     * Ends what became due, and watches the rest, after the timer has forgotten its alarms. It also opens a closed monitor
     * again.
     */
    public void restart() {
        synchronized (this) {
            closed = false;
            next.set(Long.MAX_VALUE);
        }
        sweep();
    }

    private void ring(long deadline) {
        // cleared before the sweep: what comes during it sets an alarm of its own; an alarm that was overtaken by an
        // earlier one finds another time here, and must not sweep and set further alarms as well
        if (next.compareAndSet(deadline, Long.MAX_VALUE)) {
            sweep();
        }
    }

    private void sweep() {
        long now = timer.nanoTime();
        long earliest = sweep.applyAsLong(now);
        if (earliest != Long.MAX_VALUE) {
            watch(Math.max(earliest, now + GRAIN));
        }
    }
}
