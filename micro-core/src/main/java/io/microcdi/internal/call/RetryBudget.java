package io.microcdi.internal.call;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.microcdi.internal.config.CallSettings;

/**
 * Bounds the retries of a namespace to a part of its calls. Otherwise retries would multiply the calls to a service that
 * fails because it has too many.
 *
 * <p>The budget is a bucket of tokens. Each call adds a part of a token, and the tokens fade in about ten seconds. A
 * retry takes a whole token, and the part that its own call added. A second bucket fills with time, so that a caller with
 * few calls may repeat them. A retry takes from both, so that the larger one is the bound and not their sum.
 * Thread-safe.
 */
final class RetryBudget {

    private static final double WINDOW_SECONDS = 10;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongAdder calls = new LongAdder();
    private long counted;
    private long countedAt;
    private double earned;
    private double reserve = Double.MAX_VALUE;

    RetryBudget(long now) {
        this.countedAt = now;
    }

    /** Counts a call. */
    void addCall() {
        calls.increment();
    }

    /** Takes a retry. Returns false if there were too many. */
    synchronized boolean take(CallSettings settings, long now) {
        double part = settings.retryBudgetPercent() / 100.0;
        double seconds = Math.max(1, now - countedAt) / NANOS_PER_SECOND;
        double decay = Math.exp(-seconds / WINDOW_SECONDS);
        long total = calls.sum();
        // as if the calls since the last look had come evenly
        earned = earned * decay + part * (total - counted) * (1 - decay) * WINDOW_SECONDS / seconds;
        reserve = Math.min(settings.retryBudgetPerSecond() * WINDOW_SECONDS,
                reserve + settings.retryBudgetPerSecond() * seconds);
        countedAt = now;
        counted = total;
        if (earned < 1 + part && reserve < 1) {
            return false;
        }
        earned = Math.max(0, earned - 1 - part);
        reserve = Math.max(0, reserve - 1);
        return true;
    }
}
