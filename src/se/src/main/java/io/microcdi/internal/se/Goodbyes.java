package io.microcdi.internal.se;

import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Uninterruptibles;

/** The connections of a server that have a close frame from this side, and are not closed yet. Thread-safe. */
final class Goodbyes {

    private int open;

    synchronized void begin() {
        open++;
    }

    synchronized void end() {
        open--;
        if (open == 0) {
            notifyAll();
        }
    }

    /** Waits until there is no such connection, or a time has passed. Returns whether there is none. */
    boolean await(long nanos) {
        return Uninterruptibles.await(nanos, this::awaitNone);
    }

    private synchronized boolean awaitNone(long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; open > 0 && left > 0; left = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return open == 0;
    }
}
