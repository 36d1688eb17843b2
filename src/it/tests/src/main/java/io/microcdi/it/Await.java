package io.microcdi.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what only another process can tell, and tells nobody by itself. */
final class Await {
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(25);

    private Await() {
    }

    /** Looks again and again, and fails with the last thing that was wrong where a time has passed. */
    static void until(String what, Duration atMost, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Throwable last = null;
        do {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(BETWEEN);
        } while (System.nanoTime() - deadline < 0);
        throw new AssertionError("Not within " + atMost.toMillis() + " ms: " + what, last);
    }
}
