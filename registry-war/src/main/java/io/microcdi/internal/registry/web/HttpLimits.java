package io.microcdi.internal.registry.web;

import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.internal.concurrent.Timer;

/**
 * What the bodies of HTTP requests and answers may take: each of them, and those together that are being read and written
 * now. A small part of each is free, so that clients with large bodies refuse those with small ones nothing. Thread-safe.
 */
final class HttpLimits {

    /** Slow clients hold what they have sent, or have not read: together no more than this, however many they are. */
    private static final long MAX_BYTES = 64L << 20;
    private static final int FREE_BYTES = 4 << 10;

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
    HttpLimits(int maxMessage, long timeoutNanos, Timer timer) {
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

    /** Takes room where so many bytes become more; false where all together would have too much. */
    boolean grow(int from, int to) {
        long more = counted(to) - counted(from);
        if (more > 0 && held.addAndGet(more) > Math.max(MAX_BYTES, maxMessage)) {
            held.addAndGet(-more);
            return false;
        }
        return true;
    }

    void release(int bytes) {
        held.addAndGet(-counted(bytes));
    }

    private static long counted(int bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }
}
