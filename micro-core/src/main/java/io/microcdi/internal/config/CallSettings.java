package io.microcdi.internal.config;

import java.time.Duration;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.RetryMode;

/**
 * The settings for calls to one namespace.
 *
 * @param requestTimeoutNanos nanoseconds for the whole call
 * @param attemptTimeoutNanos nanoseconds for one attempt; {@link Long#MAX_VALUE} if only the whole call is bounded
 * @param retries how often a failed attempt is repeated
 * @param idempotent whether a call may be repeated after it may have run
 * @param ejection when an instance that fails is ejected
 * @param retryBudgetPercent how many retries there may be for 100 calls that need none
 * @param retryBudgetPerSecond how many retries there may be in a second at least
 */
public record CallSettings(long requestTimeoutNanos, long attemptTimeoutNanos, int retries, RetryMode retry,
        boolean idempotent,
        EjectionSettings ejection, int retryBudgetPercent, int retryBudgetPerSecond) {

    /**
     * Returns the settings for calls to a namespace. A setting for this namespace is preferred to the general one. The
     * method reads the texts at each call.
     *
     * @throws ConfigException if a text is invalid
     */
    public static CallSettings of(MicroConfig config, String namespace) {
        return new CallSettings(
                ScopedSettings.find(config, ConfigKeys.REQUEST_TIMEOUT, namespace).orElseThrow().toNanos(),
                ScopedSettings.find(config, ConfigKeys.ATTEMPT_TIMEOUT, namespace).map(Duration::toNanos)
                        .orElse(Long.MAX_VALUE),
                ScopedSettings.find(config, ConfigKeys.RETRIES, namespace).orElseThrow(),
                ScopedSettings.find(config, ConfigKeys.RETRY, namespace).orElseThrow(),
                ScopedSettings.find(config, ConfigKeys.IDEMPOTENT, namespace).orElseThrow(),
                EjectionSettings.of(config, namespace),
                ScopedSettings.find(config, ConfigKeys.RETRY_BUDGET_PERCENT, namespace).orElseThrow(),
                ScopedSettings.find(config, ConfigKeys.RETRY_BUDGET_PER_SECOND, namespace).orElseThrow());
    }

    /** Returns a copy with another deadline for the whole call. */
    public CallSettings withRequestTimeout(Duration timeout) {
        return with(positiveNanos(timeout), attemptTimeoutNanos, retries, idempotent);
    }

    /** Returns a copy with another deadline for one attempt. */
    public CallSettings withAttemptTimeout(Duration timeout) {
        return with(requestTimeoutNanos, positiveNanos(timeout), retries, idempotent);
    }

    /** Returns a copy with another number of retries. */
    public CallSettings withRetries(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("retries " + number + ": expected 0 or more");
        }
        return with(requestTimeoutNanos, attemptTimeoutNanos, number, idempotent);
    }

    /** Returns a copy for an idempotent call, which may be retried even if an earlier attempt may have run. */
    public CallSettings asIdempotent() {
        return with(requestTimeoutNanos, attemptTimeoutNanos, retries, true);
    }

    private CallSettings with(long newRequestNanos, long newAttemptNanos, int newRetries, boolean nowIdempotent) {
        return new CallSettings(newRequestNanos, newAttemptNanos, newRetries, retry, nowIdempotent, ejection,
                retryBudgetPercent, retryBudgetPerSecond);
    }

    private static long positiveNanos(Duration timeout) {
        if (timeout == null || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "timeout " + timeout + ": expected more than zero, as Duration.ofSeconds(1)");
        }
        try {
            // a deadline must not overflow: it would be earlier than all others
            return Math.min(timeout.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE / 2;
        }
    }
}
