package io.microcdi.internal.concurrent;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The clock and the alarms of a node. Every rule of seconds takes its time from here, so that tests pass in milliseconds.
 */
public interface Timer {

    /** Nanoseconds since an arbitrary moment; never goes back. */
    long nanoTime();

    /**
     * Nanoseconds of processor time that the current thread has used, or {@link #nanoTime()} if these are not known. Two
     * results of one thread can be compared. Unlike nanoTime it costs a system call.
     */
    default long threadNanos() {
        return nanoTime();
    }

    /** The time of day, for people. */
    Instant now();

    /**
     * Runs an action once.
     *
     * @param nanos from now; zero or less means as soon as possible
     * @param action runs on the executor that the timer was given, never on the timer's own thread
     */
    Alarm after(long nanos, Runnable action);

    /** Runs an action again and again, with the same pause between the beginnings. A run that is late is not made up for. */
    Alarm every(long nanos, Runnable action);

    /**
     * Parks the current thread until another thread unparks it, it is interrupted, or the time has passed; it may also
     * return for no reason. The clock of a test lets its time pass meanwhile.
     *
     * @param blocker the object for which the thread waits
     * @param over whether the thread has nothing to wait for any more. Called on any thread
     * @param nanos the longest time; {@link Long#MAX_VALUE} for any
     */
    default void park(Object blocker, BooleanSupplier over, long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(blocker);
        } else {
            LockSupport.parkNanos(blocker, nanos);
        }
    }

    /** An action that was asked for. */
    interface Alarm {

        /** Calls the action off; has no effect on one that ran. */
        void cancel();
    }
}
