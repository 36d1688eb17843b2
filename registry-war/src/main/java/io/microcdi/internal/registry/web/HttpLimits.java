package io.microcdi.internal.registry.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import jakarta.servlet.ServletRequest;

import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.WireLimits;

/**
 * The limits of the bodies of HTTP requests and answers: a limit for each body, and a limit for the sum of all bodies
 * that are being read or written, or belong to calls in work. A small part of each body is not counted, so that clients
 * with large bodies cannot block clients with small ones. One network gets four fifths of the sum, so that others have the
 * rest. Thread-safe.
 */
final class HttpLimits {

    /** The largest sum of all bodies. It bounds the memory that any number of slow clients can hold. */
    private static final long MAX_BYTES = 64L << 20;
    private static final int FREE_BYTES = 4 << 10;
    private static final int SHARE_DIVISOR = 5;

    private final int maxMessage;
    private final long timeoutNanos;
    private final WireLimits wire;
    private final Timer timer;
    private final long maxBytes;
    private final long maxBytesOfNetwork;
    private final Map<String, Long> byNetwork = new HashMap<>();
    private long heldBytes;

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
        this.maxBytes = Math.max(MAX_BYTES, maxMessage);
        this.maxBytesOfNetwork = Math.max(maxBytes - maxBytes / SHARE_DIVISOR, maxMessage);
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

    /** Returns the part of the client of a request. One client may have a whole network of IPv6, whose bytes count together. */
    Part part(ServletRequest request) {
        return new Part(IpRanges.network(String.valueOf(request.getRemoteAddr())));
    }

    /** The bytes of one network. */
    final class Part {

        private final String network;

        private Part(String network) {
            this.network = network;
        }

        String network() {
            return network;
        }

        HttpLimits limits() {
            return HttpLimits.this;
        }

        /**
         * Counts a body that grows. Returns false if the sum of all bodies, or of those of the network, would be too large.
         *
         * @param from the old number of bytes
         * @param to the new number of bytes
         */
        boolean grow(int from, int to) {
            return add(network, counted(to) - counted(from), true);
        }

        /** Counts bytes that were counted before. */
        void keep(int bytes) {
            add(network, counted(bytes), false);
        }

        void release(int bytes) {
            add(network, -counted(bytes), false);
        }
    }

    private synchronized boolean add(String network, long more, boolean bounded) {
        if (more == 0) {
            return true;
        }
        long own = byNetwork.getOrDefault(network, 0L) + more;
        if (bounded && more > 0 && (heldBytes + more > maxBytes || own > maxBytesOfNetwork)) {
            return false;
        }
        heldBytes += more;
        if (own == 0) {
            byNetwork.remove(network);
        } else {
            byNetwork.put(network, own);
        }
        return true;
    }

    private static long counted(int bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }
}
