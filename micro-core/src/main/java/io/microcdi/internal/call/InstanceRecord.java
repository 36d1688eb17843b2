package io.microcdi.internal.call;

import java.util.concurrent.TimeUnit;

import io.microcdi.config.RetryMode;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.config.EjectionSettings;
import io.microcdi.internal.node.PeerAddress;

/**
 * The recent results of one instance, and its ejection. An instance has a record from its first failure until it has been
 * healthy for a while. All times are in the timer's nanoseconds. Thread-safe.
 */
final class InstanceRecord {

    /** The weight of the newest result in the rate of failures. */
    private static final double NEWEST_WEIGHT = 1.0 / 16;
    /** The time in which the rate falls to 37 % without a call, so that a spared instance is called again. */
    private static final double DECAY_NANOS = TimeUnit.SECONDS.toNanos(7);
    /** The penalty for failures only, in calls in flight. One failure among successes is worth none. */
    private static final int MAX_PENALTY = 12;
    /** The penalty of an instance that asked for no calls. It is chosen only where the other one asked too. */
    private static final int AVOIDED_PENALTY = 1 << 20;
    private static final int MAX_COUNTED_EJECTIONS = 1_000;
    static final long RETENTION_NANOS = TimeUnit.HOURS.toNanos(1);

    private final String id;
    private final CallWindow window;
    private int inARow;
    private double rate;
    private long ratedAt;
    private long failedAt;
    private long avoidedUntil;
    private boolean ejected;
    private boolean capped;
    private boolean probing;
    private long until;
    private int ejections;
    /** The results of calls that began at a lower count of ejections are too old to count. */
    private long oldest;
    private boolean over;

    /**
     * Makes a record without results.
     *
     * @param id the id of the registered start of the instance; empty if it is not known
     * @param window the recent calls of the instance
     */
    InstanceRecord(String id, CallWindow window, long now) {
        this.id = id;
        this.window = window;
        this.ratedAt = now;
        this.failedAt = now;
        this.avoidedUntil = now;
        this.until = now;
    }

    /** Returns whether the record is that of an address. Another start of the instance has none of its failures. */
    boolean isOf(PeerAddress address) {
        return id.isEmpty() || address.id().isEmpty() || id.equals(address.id());
    }

    /** Returns whether no call may be sent now: for the time of the ejection, and while one call tries the instance. */
    synchronized boolean isBlocked(long now) {
        return ejected && (probing || now - until < 0);
    }

    /** Returns whether the instance was ejected, and no call has succeeded since. */
    synchronized boolean isEjected() {
        return ejected;
    }

    /** Returns whether the ejection counts for the largest part of a namespace that may be ejected. */
    synchronized boolean isCapped() {
        return capped;
    }

    /** Returns whether one call tries the instance now. */
    synchronized boolean isProbing() {
        return probing;
    }

    synchronized boolean acquire(long now) {
        if (isBlocked(now)) {
            return false;
        }
        probing = ejected;
        return true;
    }

    synchronized void released(long begun) {
        if (begun >= oldest) {
            probing = false;
        }
    }

    /** Records a success. Returns whether the record is of no more use. */
    synchronized boolean succeeded(long now, long begun, CallSettings settings) {
        boolean always = settings.retry() == RetryMode.ALWAYS;
        if (ejected && begun < oldest && !always) {
            return false;
        }
        if (ejected) {
            ejected = false;
            probing = false;
            ejections = 0;
            rate = 0;
        }
        inARow = 0;
        window.count(now, settings.ejection().windowNanos(), 0);
        rate = rate(now) * (1 - NEWEST_WEIGHT);
        ratedAt = now;
        over = always || now - failedAt >= settings.ejection().windowNanos() && now - avoidedUntil >= 0;
        return over;
    }

    /** Returns whether the last success made the record useless, and nothing was recorded since. */
    synchronized boolean isOver() {
        return over;
    }

    /** Records a failure. Returns whether there is enough evidence for an ejection. */
    synchronized boolean failed(long now, long begun, CallSettings settings) {
        if (settings.retry() == RetryMode.ALWAYS) {
            return true;
        }
        if (begun < oldest || ejected) {
            // a call that was in flight at the ejection says nothing new; only the one that tries the instance does
            return begun >= oldest && probing;
        }
        EjectionSettings rules = settings.ejection();
        inARow++;
        window.count(now, rules.windowNanos(), 1);
        return inARow >= rules.failures() || window.isFailing(rules.minCalls(), rules.percent());
    }

    /** Returns whether a failed connection ejects the instance now. */
    synchronized boolean isEjectable(long begun, CallSettings settings) {
        return settings.retry() == RetryMode.ALWAYS || begun >= oldest && (!ejected || probing);
    }

    /** Returns how many failures in a row there were without enough other instances. */
    synchronized int failuresInARow() {
        return inARow;
    }

    /** Returns the count from which on the results of calls are new enough to count. */
    synchronized long oldest() {
        return oldest;
    }

    /** Records that results of calls which began before a count are too old. */
    synchronized void ignoreResultsBefore(long count) {
        oldest = count;
    }

    synchronized void eject(long newUntil, long count, boolean countsForCap) {
        ejected = true;
        probing = false;
        capped = countsForCap;
        until = newUntil;
        ejections = Math.min(ejections + 1, MAX_COUNTED_EJECTIONS);
        oldest = count;
        inARow = 0;
        window.clear();
    }

    /** Returns the recent calls of the instance. */
    CallWindow window() {
        return window;
    }

    /** Returns the number of ejections in a row. */
    synchronized int ejections() {
        return ejections;
    }

    /** Records a failure or refusal for the choice between two instances. */
    synchronized void addPenalty(long now) {
        over = false;
        rate = rate(now) * (1 - NEWEST_WEIGHT) + NEWEST_WEIGHT;
        ratedAt = now;
        failedAt = now;
    }

    /** Records for how many nanoseconds the instance wants no calls. */
    synchronized void avoidFor(long now, long nanos) {
        if (now + nanos - avoidedUntil > 0) {
            avoidedUntil = now + nanos;
        }
    }

    synchronized int penalty(long now) {
        return (int) (rate(now) * MAX_PENALTY) + (now - avoidedUntil < 0 ? AVOIDED_PENALTY : 0);
    }

    /** Returns for how many nanoseconds more the instance wants no calls. */
    synchronized long retryAfter(long now) {
        return Math.max(0, avoidedUntil - now);
    }

    synchronized boolean isForgotten(long now) {
        return now - failedAt >= RETENTION_NANOS && now - until >= RETENTION_NANOS;
    }

    private double rate(long now) {
        return rate * Math.exp((ratedAt - now) / DECAY_NANOS);
    }
}
