package io.microcdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.RetryMode;

/** The settings of one callee, and those of one call. */
class CallSettingsTest {

    private final Map<String, String> set = new HashMap<>();

    @Test
    void aCalleeHasTheDefaultsUnlessItHasItsOwn() {
        set.put("micro.request-timeout", "7s");
        set.put("micro.client.payments.request-timeout", "1s");
        set.put("micro.client.payments.attempt-timeout", "100ms");
        set.put("micro.client.payments.retries", "0");
        set.put("micro.client.payments.retry", "always");
        set.put("micro.client.payments.idempotent", "true");
        set.put("micro.client.payments.ejection.duration", "0");
        set.put("micro.client.payments.ejection.failures", "2");
        set.put("micro.client.payments.ejection.percent", "10");
        set.put("micro.client.payments.ejection.min-calls", "100");
        set.put("micro.client.payments.ejection.window", "1m");
        set.put("micro.client.payments.ejection.max-percent", "20");
        set.put("micro.client.payments.retry-budget.percent", "5");
        set.put("micro.client.payments.retry-budget.per-second", "0");
        MicroConfig config = read();
        assertThat(CallSettings.of(config, "payments")).isEqualTo(new CallSettings(1_000_000_000L, 100_000_000L, 0,
                RetryMode.ALWAYS, true, new EjectionSettings(2, 10, 100, 60_000_000_000L, 0, 20, 100_000_000L), 5, 0));
        assertThat(CallSettings.of(config, "orders")).isEqualTo(new CallSettings(7_000_000_000L, Long.MAX_VALUE, 1,
                RetryMode.SAFE, false,
                new EjectionSettings(5, 50, 20, 10_000_000_000L, 30_000_000_000L, 50, 7_000_000_000L), 20, 10));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = { "payments, micro.client.payments.retries",
            "payments, micro.client.\"payments\".retries", "team/pay, micro.client.\"team/pay\".retries",
            "a.b, micro.client.\"a.b\".retries", "a.b, micro.client.a.b.retries" })
    void aCalleesKeyIsPlainOrQuoted(String namespace, String key) {
        set.put(key, "9");
        assertThat(CallSettings.of(read(), namespace).retries()).isEqualTo(9);
        assertThat(CallSettings.of(read(), namespace + "x").retries()).isEqualTo(1);
    }

    @Test
    void theQuotedKeyWins() {
        set.put("micro.client.a.retries", "2");
        set.put("micro.client.\"a\".retries", "3");
        assertThat(CallSettings.of(read(), "a").retries()).isEqualTo(3);
        set.put("micro.client.\"a\".retries", " ");
        assertThat(CallSettings.of(read(), "a").retries()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = { "micro.client.a.retries", "micro.client.\"a\".retries" })
    void aCalleesBadValueIsNamedWithItsOwnKey(String key) {
        set.put(key, "some");
        MicroConfig config = read();
        assertThatThrownBy(() -> CallSettings.of(config, "a")).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(key + "=some: expected a whole number");
        assertThat(CallSettings.of(config, "b").retries()).isEqualTo(1);
    }

    @Test
    void settingsAreChangedForOneCall() {
        CallSettings settings = CallSettings.of(MicroConfig.defaults(), "a");
        CallSettings changed = settings.withRequestTimeout(Duration.ofMillis(5)).withAttemptTimeout(Duration.ofNanos(1))
                .withRetries(0).asIdempotent();
        assertThat(changed).isEqualTo(new CallSettings(5_000_000, 1, 0, settings.retry(), true,
                settings.ejection(), 20, 10));
        for (Duration endless : List.of(Duration.ofDays(1_000_000), Duration.ofNanos(Long.MAX_VALUE))) {
            assertThat(settings.withRequestTimeout(endless).requestTimeoutNanos())
                    .as("an endless timeout can be added to a time").isEqualTo(Long.MAX_VALUE / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "PT0S", "PT-1S" })
    void aTimeoutOfACallIsMoreThanZero(Duration timeout) {
        CallSettings settings = CallSettings.of(MicroConfig.defaults(), "a");
        assertThatThrownBy(() -> settings.withRequestTimeout(timeout)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(timeout.toString());
        assertThatThrownBy(() -> settings.withAttemptTimeout(timeout)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withRetries(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    private MicroConfig read() {
        return MicroConfig.read(key -> Optional.ofNullable(set.get(key)), ConfigKeys.ALL);
    }
}
