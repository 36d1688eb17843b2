package io.microcdi.internal.call;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.Excerpts;

/** Logs calls that took long, at most 60 a minute. Thread-safe. */
final class SlowCalls {

    private final long boundNanos;
    private final LogLimit lines = LogLimit.ofWarnings(CallLog.LOG::slowLeftOut);

    private SlowCalls(long boundNanos) {
        this.boundNanos = boundNanos;
    }

    /** Returns the log of slow calls; {@code null} if it is off, so that calls pay nothing for it. */
    static @Nullable SlowCalls of(MicroConfig config) {
        long bound = config.get(ConfigKeys.LOG_SLOW_CALL).toNanos();
        return bound == 0 ? null : new SlowCalls(bound);
    }

    /**
     * Logs a call that has ended, if it took long.
     *
     * @param correlationId {@code null} if it has none
     * @param beganAt when the call began, in the timer's nanoseconds
     * @param failure the failure of the call; {@code null} for an answer
     */
    void ended(String namespace, String url, @Nullable String correlationId, long beganAt, long now, int attempts,
            @Nullable Throwable failure) {
        if (now - beganAt >= boundNanos && lines.permits(now)) {
            CallLog.LOG.slow(Excerpts.of(namespace), Excerpts.of(url),
                    TimeUnit.NANOSECONDS.toMillis(now - beganAt), attempts,
                    failure == null ? "answered" : failure.getClass().getSimpleName(),
                    Excerpts.of(correlationId));
        }
    }
}
