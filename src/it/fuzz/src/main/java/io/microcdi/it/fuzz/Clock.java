package io.microcdi.it.fuzz;

import java.time.Instant;

import io.microcdi.internal.concurrent.Timer;

/** The time for a parser that compares times. Its nanoseconds stand still, and no alarm goes off. */
public final class Clock implements Timer {

    /** Makes a clock. */
    public Clock() {
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Alarm after(long nanos, Runnable action) {
        return () -> {
        };
    }

    @Override
    public Alarm every(long nanos, Runnable action) {
        return after(nanos, action);
    }
}
