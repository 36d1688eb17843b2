package io.microcdi.internal.config;

import java.time.Duration;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * The settings that say when an instance of a namespace is ejected.
 *
 * @param failures how many failures in a row eject
 * @param percent the percentage of failed calls beyond which an instance is ejected
 * @param minCalls how many calls there must be before the percentage counts
 * @param windowNanos nanoseconds for which a call counts
 * @param durationNanos nanoseconds of the first of several ejections in a row
 * @param maxPercent the largest percentage of a namespace that failures eject
 * @param expectedNanos nanoseconds that one attempt may take by configuration. If a call gave an attempt much less time, a
 *        passed deadline is no failure of the instance
 */
public record EjectionSettings(int failures, int percent, int minCalls, long windowNanos, long durationNanos,
        int maxPercent, long expectedNanos) {

    static EjectionSettings of(MicroConfig config, String namespace) {
        return new EjectionSettings(
                ScopedSettings.find(config, ConfigKeys.EJECTION_FAILURES, namespace).orElseThrow(),
                ScopedSettings.find(config, ConfigKeys.EJECTION_PERCENT, namespace).orElseThrow(),
                ScopedSettings.find(config, ConfigKeys.EJECTION_MIN_CALLS, namespace).orElseThrow(),
                ScopedSettings.find(config, ConfigKeys.EJECTION_WINDOW, namespace).orElseThrow().toNanos(),
                ScopedSettings.find(config, ConfigKeys.EJECTION_DURATION, namespace).orElseThrow().toNanos(),
                ScopedSettings.find(config, ConfigKeys.EJECTION_MAX_PERCENT, namespace).orElseThrow(),
                Math.min(ScopedSettings.find(config, ConfigKeys.REQUEST_TIMEOUT, namespace).orElseThrow().toNanos(),
                        ScopedSettings.find(config, ConfigKeys.ATTEMPT_TIMEOUT, namespace).map(Duration::toNanos)
                                .orElse(Long.MAX_VALUE)));
    }
}
