package io.microcdi.internal.registry.tomcat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds the handshakes in progress. All nodes of a restarted registry dial it at once, and a handshake that the registry
 * begins too late is work for nobody, because its node has given up. So a handshake waits here, where it costs no thread
 * and no buffer, until another one ends. Peers that obey {@code Retry-After} are refused if too many wait. Other peers
 * wait before them, because such a peer may fail to start if it is refused. Thread-safe.
 *
 * @param <C> the type of a connection; compared by identity or by an equal {@code equals}
 */
final class HandshakeGate<C> {

    /** Returned by {@link #arrive} for a handshake that begins at once. */
    static final int BEGINS = 0;
    /** Returned by {@link #arrive} for a handshake that waits until {@link #next} or {@link #late} returns it. */
    static final int WAITS = -1;

    /** The longest time that a peer waits that knows no {@code Retry-After}. It gives up after 5 s. */
    private static final long CLASSIC_WAIT = TimeUnit.SECONDS.toNanos(4);
    /** The share of a second's handshakes that need no turn, because they often come in small groups. */
    private static final long BURST = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FIRST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long LONGEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int SAMPLES = 32;
    private static final int MAX_SECONDS = 30;
    /** A node waits for one to two times the seconds of {@code Retry-After}. */
    private static final double MEAN_PAUSE_NANOS = 1.5e9;

    private final LongSupplier clock;
    private final int maxInProgress;
    private final int maxWaiting;
    private final long longestWait;
    private final long interval;
    /** The handshakes that wait, with the times at which they came. The oldest is the first. */
    private final Map<C, Long> classic = new LinkedHashMap<>();
    private final Map<C, Long> obedient = new LinkedHashMap<>();
    private int inProgress;
    /** The time at which the next handshake would begin if none came early. */
    private long turn;
    /** The time at which the registry has done all that it has asked to come later. */
    private long booked;
    /** The time between the ends of two handshakes, a moving average. */
    private long pace = FIRST_INTERVAL;
    private long lastEnd;
    private boolean saturated;

    /**
     * Makes a gate.
     *
     * @param clock gives nanoseconds
     * @param perSecond how many handshakes begin in a second
     * @param maxInProgress how many handshakes are in progress at once
     * @param maxWaiting how many handshakes of peers that obey {@code Retry-After} wait. As many of other peers may wait
     * @param longestWait the longest time that a handshake waits, in nanoseconds
     */
    HandshakeGate(LongSupplier clock, int perSecond, int maxInProgress, int maxWaiting, long longestWait) {
        this.clock = clock;
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.maxInProgress = maxInProgress;
        this.maxWaiting = maxWaiting;
        this.longestWait = longestWait;
        this.turn = clock.getAsLong();
        this.booked = turn;
    }

    /**
     * Decides about a handshake.
     *
     * @param obeys whether its peer obeys {@code Retry-After}
     * @return {@link #BEGINS}, {@link #WAITS}, or the seconds after which its peer shall come again
     */
    synchronized int arrive(C connection, boolean obeys) {
        long now = clock.getAsLong();
        if (waiting() == 0 && mayBegin(now)) {
            begin(now);
            return BEGINS;
        }
        Map<C, Long> queue = obeys ? obedient : classic;
        if (queue.size() >= maxWaiting) {
            return book(now);
        }
        queue.put(connection, now);
        return WAITS;
    }

    /** Ends a handshake that was in progress. */
    synchronized void end() {
        long now = clock.getAsLong();
        if (saturated) {
            pace += (Math.min(now - lastEnd, LONGEST_INTERVAL) - pace) / SAMPLES;
        }
        inProgress--;
        lastEnd = now;
        saturated = waiting() > 0;
    }

    /** Ends a handshake that was in progress and whose peer has gone. It was no work. */
    synchronized void endGone() {
        inProgress--;
    }

    /** Forgets a connection, because it was closed. */
    synchronized void leave(C connection) {
        if (classic.remove(connection) == null) {
            obedient.remove(connection);
        }
    }

    /** Returns the handshakes that begin now. They are in progress until {@link #end}. */
    synchronized List<C> next() {
        List<C> begun = new ArrayList<>();
        long now = clock.getAsLong();
        while (waiting() > 0 && mayBegin(now)) {
            Iterator<C> oldest = (classic.isEmpty() ? obedient : classic).keySet().iterator();
            begun.add(oldest.next());
            oldest.remove();
            begin(now);
        }
        return begun;
    }

    /** Returns the handshakes that have waited for too long, and the seconds after which their peers shall come again. */
    synchronized Map<C, Integer> late() {
        Map<C, Integer> late = new LinkedHashMap<>();
        long now = clock.getAsLong();
        take(classic, Math.min(CLASSIC_WAIT, longestWait), now, late);
        take(obedient, longestWait, now, late);
        return late;
    }

    /** Returns how many handshakes wait. */
    synchronized int waiting() {
        return classic.size() + obedient.size();
    }

    private void take(Map<C, Long> queue, long longest, long now, Map<C, Integer> late) {
        Iterator<Map.Entry<C, Long>> all = queue.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<C, Long> oldest = all.next();
            if (now - oldest.getValue() < longest) {
                return;
            }
            all.remove();
            late.put(oldest.getKey(), book(now));
        }
    }

    private boolean mayBegin(long now) {
        return inProgress < maxInProgress && turn - now <= BURST;
    }

    private void begin(long now) {
        inProgress++;
        turn = Math.max(turn, now) + interval;
    }

    /** Each refused peer gets a later time, so that the peers come back at the pace at which they can be served. */
    private int book(long now) {
        long step = Math.max(pace, interval);
        booked = Math.max(booked, now + step * waiting()) + step;
        return (int) Math.min(MAX_SECONDS, Math.max(1, Math.round((booked - now) / MEAN_PAUSE_NANOS)));
    }
}
