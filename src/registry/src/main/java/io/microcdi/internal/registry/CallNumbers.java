package io.microcdi.internal.registry;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of calls that nodes have reported.
 *
 * @param rate calls a second
 * @param failing failed calls a second
 * @param p50 the median of the times in milliseconds; of several reports, the mean of theirs by rate
 * @param p99 the 99th percentile in milliseconds; of several reports, the highest
 */
public record CallNumbers(double rate, double failing, double p50, double p99) {

    /** Returns the part of the calls that failed, from 0 to 1. */
    public double failed() {
        return rate > 0 ? Math.min(1, failing / rate) : 0;
    }

    /** Returns the numbers of both together; each may be {@code null}. */
    public static @Nullable CallNumbers sum(@Nullable CallNumbers one, @Nullable CallNumbers other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        double rate = one.rate + other.rate;
        return new CallNumbers(rate, one.failing + other.failing,
                rate > 0 ? (one.p50 * one.rate + other.p50 * other.rate) / rate : 0, Math.max(one.p99, other.p99));
    }
}
