package io.microcdi.registry.web;

import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.concurrent.Timer;

/** What the bodies of HTTP requests may take: each of them, and those that are being read now together. Thread-safe. */
final class BodyLimits {

    /** Slow senders hold what they have sent: together no more than this, whatever the number of their connections. */
    private static final long MAX_BYTES = 64L << 20;

    private final int maxMessage;
    private final long timeoutNanos;
    private final Timer timer;
    private final AtomicLong held = new AtomicLong();

    /**
     * Nothing is held yet.
     *
     * @param maxMessage the most bytes of one body
     * @param timeoutNanos from the head of a request to the end of its body
     */
    BodyLimits(int maxMessage, long timeoutNanos, Timer timer) {
        this.maxMessage = maxMessage;
        this.timeoutNanos = timeoutNanos;
        this.timer = timer;
    }

    int maxMessage() {
        return maxMessage;
    }

    /** Runs an action when a body that begins now has to be there. */
    Timer.Alarm whenLate(Runnable action) {
        return timer.after(timeoutNanos, action);
    }

    /** Takes room for more bytes; false where all bodies together would have too much. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) > Math.max(MAX_BYTES, maxMessage)) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }
}
