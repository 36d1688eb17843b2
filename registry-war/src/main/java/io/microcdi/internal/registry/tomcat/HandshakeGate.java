package io.microcdi.internal.registry.tomcat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds the handshakes in progress. All nodes of a restarted registry dial it at once. A handshake that begins too late is
 * wasted work, because its node has given up. So a handshake waits here, where it needs no thread and no buffer, until
 * another one ends. If too many wait, the gate refuses one more. Peers that do not know {@code Retry-After} have places of
 * their own, because such a peer may fail to start if it is refused. If peers of both kinds wait, they begin in turns,
 * because a peer itself chooses its kind. The addresses take turns too, so that many handshakes from one address delay those
 * from another by few. Thread-safe.
 *
 * @param <C> the type of a connection; compared by identity or by an equal {@code equals}
 */
final class HandshakeGate<C> {

    /** Returned by {@link #arrive} and {@link #tryBegin} for a handshake that begins at once. */
    static final int BEGINS = 0;
    /** Returned by {@link #arrive} for a handshake that waits until {@link #next} or {@link #removeExpired} returns it. */
    static final int WAITS = -1;

    /** The longest wait of a peer that does not know {@code Retry-After}. Such a peer gives up after 5 s. */
    private static final long WAIT_WITHOUT_RETRY_AFTER_NANOS = TimeUnit.SECONDS.toNanos(4);
    /** The share of a second's handshakes that need no turn, because they often come in small groups. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FIRST_PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long SLOWEST_PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int SAMPLES = 32;
    private static final int MAX_RETRY_AFTER_SECONDS = 30;
    /** A node waits for one to two times the seconds of {@code Retry-After}. */
    private static final double MEAN_PAUSE_NANOS = 1.5e9;
    private static final long MAX_BOOKED_NANOS = (long) (MAX_RETRY_AFTER_SECONDS * MEAN_PAUSE_NANOS);

    private final LongSupplier clock;
    private final int maxInProgress;
    private final long intervalNanos;
    private final WaitingHandshakes<C> withoutRetryAfter;
    private final WaitingHandshakes<C> withRetryAfter;
    /** Whether the next one is a peer that obeys {@code Retry-After}, if peers of both kinds wait. */
    private boolean withRetryAfterIsNext;
    private int inProgress;
    /** The time at which the next handshake would begin if none came early. */
    private long nextAt;
    /** The time at which the registry has served all peers that it has asked to come later. */
    private long bookedUntil;
    /** The time between the ends of two handshakes, a moving average. */
    private long paceNanos = FIRST_PACE_NANOS;
    private long endedAt;
    private boolean saturated;

    /**
     * Makes a gate.
     *
     * @param clock gives nanoseconds
     * @param perSecond how many handshakes begin in a second
     * @param maxInProgress how many handshakes are in progress at once
     * @param maxWaiting how many handshakes of peers that obey {@code Retry-After} wait. As many of other peers may wait.
     *        Four fifths of either may come from one address
     * @param longestWaitNanos the longest time that a handshake waits
     */
    HandshakeGate(LongSupplier clock, int perSecond, int maxInProgress, int maxWaiting, long longestWaitNanos) {
        this.clock = clock;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.maxInProgress = maxInProgress;
        this.withRetryAfter = new WaitingHandshakes<>(maxWaiting, longestWaitNanos);
        this.withoutRetryAfter = new WaitingHandshakes<>(maxWaiting,
                Math.min(WAIT_WITHOUT_RETRY_AFTER_NANOS, longestWaitNanos));
        this.nextAt = clock.getAsLong();
        this.bookedUntil = nextAt;
    }

    /**
     * Decides about a handshake.
     *
     * @param address the address whose places it takes; {@code null} if they are not bounded
     * @param obeys whether its peer obeys {@code Retry-After}
     * @param mayWait whether there is room for a connection that waits
     * @return {@link #BEGINS}, {@link #WAITS}, or the value of {@code Retry-After}, in seconds
     */
    synchronized int arrive(C connection, String address, boolean obeys, boolean mayWait) {
        long now = clock.getAsLong();
        if (begins(now)) {
            return BEGINS;
        }
        boolean waits = mayWait && (obeys ? withRetryAfter : withoutRetryAfter).add(connection, address, now);
        return waits ? WAITS : book(now);
    }

    /**
     * Decides about a handshake that cannot wait.
     *
     * @return {@link #BEGINS}, or the value of {@code Retry-After}, in seconds
     */
    synchronized int tryBegin() {
        long now = clock.getAsLong();
        return begins(now) ? BEGINS : book(now);
    }

    /** Ends a handshake that was in progress. */
    synchronized void end() {
        long now = clock.getAsLong();
        if (saturated) {
            paceNanos += (Math.min(now - endedAt, SLOWEST_PACE_NANOS) - paceNanos) / SAMPLES;
        }
        inProgress--;
        endedAt = now;
        saturated = waiting() > 0;
    }

    /**
     * Ends a handshake that was in progress and whose peer has gone. It has caused no work, so that another handshake gets
     * its turn.
     */
    synchronized void endGone() {
        inProgress--;
        nextAt -= intervalNanos;
    }

    /** Forgets a connection, because it was closed. */
    synchronized void leave(C connection) {
        if (!withoutRetryAfter.remove(connection)) {
            withRetryAfter.remove(connection);
        }
    }

    /** Returns whether a connection waits. */
    synchronized boolean isWaiting(C connection) {
        return withoutRetryAfter.contains(connection) || withRetryAfter.contains(connection);
    }

    /** Returns the handshakes that begin now. They are in progress until {@link #end}. */
    synchronized List<C> next() {
        List<C> started = new ArrayList<>();
        long now = clock.getAsLong();
        while (waiting() > 0 && mayBegin(now)) {
            boolean obeys = withoutRetryAfter.size() == 0 || withRetryAfter.size() > 0 && withRetryAfterIsNext;
            started.add((obeys ? withRetryAfter : withoutRetryAfter).removeNext());
            withRetryAfterIsNext = !obeys;
            begin(now);
        }
        return started;
    }

    /** Returns the handshakes that have waited for too long, and the seconds after which their peers shall come again. */
    synchronized Map<C, Integer> removeExpired() {
        Map<C, Integer> expired = new LinkedHashMap<>();
        long now = clock.getAsLong();
        withoutRetryAfter.removeExpired(now).forEach(connection -> expired.put(connection, book(now)));
        withRetryAfter.removeExpired(now).forEach(connection -> expired.put(connection, book(now)));
        return expired;
    }

    /** Returns how many handshakes wait. */
    synchronized int waiting() {
        return withoutRetryAfter.size() + withRetryAfter.size();
    }

    private boolean begins(long now) {
        boolean begins = waiting() == 0 && mayBegin(now);
        if (begins) {
            begin(now);
        }
        return begins;
    }

    private boolean mayBegin(long now) {
        return inProgress < maxInProgress && nextAt - now <= BURST_NANOS;
    }

    private void begin(long now) {
        inProgress++;
        nextAt = later(nextAt, now) + intervalNanos;
    }

    /**
     * Returns the seconds after which a refused peer should come again. Each refused peer gets a later time, so that the
     * peers come back at the pace at which they can be served.
     */
    private int book(long now) {
        long stepNanos = Math.max(paceNanos, intervalNanos);
        bookedUntil = later(bookedUntil, now + stepNanos * waiting()) + stepNanos;
        if (bookedUntil - now > MAX_BOOKED_NANOS) {
            bookedUntil = now + MAX_BOOKED_NANOS; // peers that come back before their turn are booked again
        }
        return (int) Math.max(1, Math.round((bookedUntil - now) / MEAN_PAUSE_NANOS));
    }

    /** Returns the later of two times. The values of the clock may be negative, and their difference may overflow. */
    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }
}
