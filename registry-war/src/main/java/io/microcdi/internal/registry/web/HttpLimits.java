package io.microcdi.internal.registry.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.WireLimits;

/**
 * The limits of the bodies of HTTP requests and answers: a limit for each body, and a limit for the sum of all bodies
 * that are being read or written, or belong to calls in work. A small part of each body is not counted, so that clients
 * with large bodies cannot block clients with small ones. Thread-safe.
 */
final class HttpLimits {

    /** The largest sum of all bodies. It bounds the memory that any number of slow clients can hold. */
    private static final long MAX_BYTES = 64L << 20;
    private static final int FREE_BYTES = 4 << 10;

    private final int maxMessage;
    private final long timeoutNanos;
    private final WireLimits wire;
    private final Timer timer;
    private final AtomicLong held = new AtomicLong();

    /**
     * Makes limits. No body is counted yet.
     *
     * @param maxMessage the largest number of bytes of one body
     * @param timeoutNanos the longest time from the head of a request to the end of its body
     * @param wire the bounds of the messages in which payloads travel
     */
    HttpLimits(int maxMessage, long timeoutNanos, WireLimits wire, Timer timer) {
        this.maxMessage = maxMessage;
        this.timeoutNanos = timeoutNanos;
        this.wire = wire;
        this.timer = timer;
    }

    int maxMessage() {
        return maxMessage;
    }

    /** Returns the bounds of a payload. */
    WireLimits payload() {
        return wire.payload();
    }

    /** Returns the longest time from the head of a request to the end of its body. */
    Duration bodyTimeout() {
        return Duration.ofNanos(timeoutNanos);
    }

    /** Runs an action when a body that begins now must be complete. */
    Timer.Alarm whenLate(Runnable action) {
        return timer.after(timeoutNanos, action);
    }

    /**
     * Counts a body that grows. Returns false if the sum of all bodies would be too large.
     *
     * @param from the old number of bytes
     * @param to the new number of bytes
     */
    boolean grow(int from, int to) {
        long more = counted(to) - counted(from);
        if (more > 0 && held.addAndGet(more) > Math.max(MAX_BYTES, maxMessage)) {
            held.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** Counts bytes that were counted before. */
    void keep(int bytes) {
        held.addAndGet(counted(bytes));
    }

    void release(int bytes) {
        held.addAndGet(-counted(bytes));
    }

    private static long counted(int bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }
}
