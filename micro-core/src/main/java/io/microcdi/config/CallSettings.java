package io.microcdi.config;

import java.time.Duration;

/**
 * The settings for calls to one namespace.
 *
 * @param requestTimeout nanoseconds for the whole call
 * @param attemptTimeout nanoseconds for one attempt; {@link Long#MAX_VALUE} if only the whole call is bounded
 * @param retries how often a failed attempt is repeated
 * @param idempotent whether a call may be repeated after it may have run
 * @param ejection when an instance that fails is ejected
 * @param retryBudgetPercent how many retries there may be for 100 calls that need none
 * @param retryBudgetPerSecond how many retries there may be in a second at least
 */
public record CallSettings(long requestTimeout, long attemptTimeout, int retries, RetryMode retry, boolean idempotent,
        EjectionSettings ejection, int retryBudgetPercent, int retryBudgetPerSecond) {

    static CallSettings of(MicroConfig config, String namespace) {
        return new CallSettings(
                config.find(ConfigKeys.REQUEST_TIMEOUT, namespace).orElseThrow().toNanos(),
                config.find(ConfigKeys.ATTEMPT_TIMEOUT, namespace).map(Duration::toNanos).orElse(Long.MAX_VALUE),
                config.find(ConfigKeys.RETRIES, namespace).orElseThrow(),
                config.find(ConfigKeys.RETRY, namespace).orElseThrow(),
                config.find(ConfigKeys.IDEMPOTENT, namespace).orElseThrow(),
                EjectionSettings.of(config, namespace),
                config.find(ConfigKeys.RETRY_BUDGET_PERCENT, namespace).orElseThrow(),
                config.find(ConfigKeys.RETRY_BUDGET_PER_SECOND, namespace).orElseThrow());
    }

    /** Returns a copy with another deadline for the whole call. */
    public CallSettings withRequestTimeout(Duration timeout) {
        return with(positive(timeout), attemptTimeout, retries, idempotent);
    }

    /** Returns a copy with another deadline for one attempt. */
    public CallSettings withAttemptTimeout(Duration timeout) {
        return with(requestTimeout, positive(timeout), retries, idempotent);
    }

    /** Returns a copy with another number of retries. */
    public CallSettings withRetries(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("retries " + number + ": expected 0 or more");
        }
        return with(requestTimeout, attemptTimeout, number, idempotent);
    }

    /** Returns a copy for an idempotent call, which may be retried even if an earlier attempt may have run. */
    public CallSettings asIdempotent() {
        return with(requestTimeout, attemptTimeout, retries, true);
    }

    private CallSettings with(long newRequestTimeout, long newAttemptTimeout, int newRetries, boolean nowIdempotent) {
        return new CallSettings(newRequestTimeout, newAttemptTimeout, newRetries, retry, nowIdempotent, ejection,
                retryBudgetPercent, retryBudgetPerSecond);
    }

    private static long positive(Duration timeout) {
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
