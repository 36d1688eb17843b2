package io.microcdi.config;

import java.time.Duration;

/**
 * The settings that say when an instance of a namespace is ejected.
 *
 * @param failures how many failures in a row eject
 * @param percent the percentage of failed calls beyond which an instance is ejected
 * @param minCalls how many calls there must be before the percentage counts
 * @param window nanoseconds for which a call counts
 * @param duration nanoseconds of the first of several ejections in a row
 * @param maxPercent the largest percentage of a namespace that failures eject
 * @param expected nanoseconds that one attempt may take by configuration. If a call gave an attempt much less time, a
 *        passed deadline is no failure of the instance
 */
public record EjectionSettings(int failures, int percent, int minCalls, long window, long duration, int maxPercent,
        long expected) {

    static EjectionSettings of(MicroConfig config, String namespace) {
        return new EjectionSettings(
                config.find(ConfigKeys.EJECTION_FAILURES, namespace).orElseThrow(),
                config.find(ConfigKeys.EJECTION_PERCENT, namespace).orElseThrow(),
                config.find(ConfigKeys.EJECTION_MIN_CALLS, namespace).orElseThrow(),
                config.find(ConfigKeys.EJECTION_WINDOW, namespace).orElseThrow().toNanos(),
                config.find(ConfigKeys.EJECTION_DURATION, namespace).orElseThrow().toNanos(),
                config.find(ConfigKeys.EJECTION_MAX_PERCENT, namespace).orElseThrow(),
                Math.min(config.find(ConfigKeys.REQUEST_TIMEOUT, namespace).orElseThrow().toNanos(),
                        config.find(ConfigKeys.ATTEMPT_TIMEOUT, namespace).map(Duration::toNanos)
                                .orElse(Long.MAX_VALUE)));
    }
}
