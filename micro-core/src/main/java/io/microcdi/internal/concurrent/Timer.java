package io.microcdi.internal.concurrent;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The clock and the alarms of a node. A node has no other clock, so that a test can advance its time.
 */
public interface Timer {

    /** Returns the nanoseconds since an arbitrary moment. The number never decreases. */
    long nanoTime();

    /**
     * Returns the nanoseconds of processor time that the current thread has used, or {@link #nanoTime()} if these are not
     * known. Two results of one thread can be compared. Unlike nanoTime, this method costs a system call.
     */
    default long threadNanos() {
        return nanoTime();
    }

    /** Returns the time of day, for texts. */
    Instant now();

    /**
     * Runs an action once.
     *
     * @param nanos from now; zero or less means as soon as possible
     * @param action runs on the executor that the timer was given, never on the timer's own thread
     */
    Alarm after(long nanos, Runnable action);

    /** Runs an action repeatedly, with the same pause between the beginnings. Missed runs are not repeated. */
    Alarm every(long nanos, Runnable action);

    /**
     * Parks the current thread until another thread unparks it, it is interrupted, or the time has passed; it may also
     * return for no reason. The clock of a test lets its time pass meanwhile.
     *
     * @param blocker the object for which the thread waits
     * @param over returns whether the thread need not wait any more. Called on any thread
     * @param nanos the longest time; {@link Long#MAX_VALUE} for any
     */
    default void park(Object blocker, BooleanSupplier over, long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(blocker);
        } else {
            LockSupport.parkNanos(blocker, nanos);
        }
    }

    /** A scheduled action. */
    interface Alarm {

        /** Cancels the action. It has no effect on one that has run. */
        void cancel();
    }
}
