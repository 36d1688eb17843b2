package io.microcdi.config;

import java.time.Duration;

/**
 * The settings for calls to one namespace.
 *
 * @param requestTimeout nanoseconds for the whole call
 * @param attemptTimeout nanoseconds for one attempt; {@link Long#MAX_VALUE} if only the whole call is bounded
 * @param retries how often a failed attempt is repeated
 * @param idempotent whether a call may be repeated after it may have run
 * @param breakerCooldown nanoseconds for which a failed instance is ejected
 */
public record CallSettings(long requestTimeout, long attemptTimeout, int retries, RetryMode retry, boolean idempotent,
        long breakerCooldown) {

    static CallSettings of(MicroConfig config, String namespace) {
        return new CallSettings(
                config.find(ConfigKeys.REQUEST_TIMEOUT, namespace).orElseThrow().toNanos(),
                config.find(ConfigKeys.ATTEMPT_TIMEOUT, namespace).map(Duration::toNanos).orElse(Long.MAX_VALUE),
                config.find(ConfigKeys.RETRIES, namespace).orElseThrow(),
                config.find(ConfigKeys.RETRY, namespace).orElseThrow(),
                config.find(ConfigKeys.IDEMPOTENT, namespace).orElseThrow(),
                config.find(ConfigKeys.EJECTION_DURATION, namespace).orElseThrow().toNanos());
    }

    /** Returns a copy with another deadline for the whole call. */
    public CallSettings withRequestTimeout(Duration timeout) {
        return new CallSettings(positive(timeout), attemptTimeout, retries, retry, idempotent, breakerCooldown);
    }

    /** Returns a copy with another deadline for one attempt. */
    public CallSettings withAttemptTimeout(Duration timeout) {
        return new CallSettings(requestTimeout, positive(timeout), retries, retry, idempotent, breakerCooldown);
    }

    /** Returns a copy with another number of retries. */
    public CallSettings withRetries(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("retries " + number + ": expected 0 or more");
        }
        return new CallSettings(requestTimeout, attemptTimeout, number, retry, idempotent, breakerCooldown);
    }

    /** Returns a copy for an idempotent call, which may be retried even if an earlier attempt may have run. */
    public CallSettings asIdempotent() {
        return new CallSettings(requestTimeout, attemptTimeout, retries, retry, true, breakerCooldown);
    }

    private static long positive(Duration timeout) {
        if (timeout == null || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "timeout " + timeout + ": expected more than zero, as Duration.ofSeconds(1)");
        }
        try {
            return timeout.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE / 2;
        }
    }
}
