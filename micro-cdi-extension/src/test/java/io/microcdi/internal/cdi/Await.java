package io.microcdi.internal.cdi;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens on other threads and tells nobody. */
public final class Await {

    private static final long LIMIT = 10_000_000_000L;

    private Await() {
    }

    /** Returns when the condition holds; fails after ten seconds. */
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen within 10 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
