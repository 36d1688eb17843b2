package io.microcdi.concurrent;

import java.time.Instant;

/**
 * The clock and the alarm of a node. Every rule of seconds takes its time from here, so that tests pass in
 * milliseconds.
 */
public interface Timer {

    /** Nanoseconds since some moment, never going back. */
    long nanoTime();

    /** The time of day, for what people read. */
    Instant now();

    /**
     * Runs an action once.
     *
     * @param nanos from now; zero or less means as soon as possible
     * @param action must be short: it runs on the timer's own thread
     */
    Alarm after(long nanos, Runnable action);

    /** Runs an action again and again, with the same pause between the beginnings. */
    Alarm every(long nanos, Runnable action);

    /** An action that was asked for. */
    interface Alarm {

        /** Calls it off; has no effect on one that ran. */
        void cancel();
    }
}
