package io.microcdi.config;

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

/** Where values come from: set ones, those of one callee, defaults. */
class MicroConfigTest {

    private final Map<String, String> set = new HashMap<>();

    @Test
    void whatIsSetWinsOverTheDefault() {
        set.put("micro.retries", " 3 ");
        MicroConfig config = read();
        assertThat(config.get(ConfigKeys.RETRIES)).isEqualTo(3);
        assertThat(config.get(ConfigKeys.REQUEST_TIMEOUT)).hasSeconds(30);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "\t" })
    void aBlankTextIsAbsent(String blank) {
        set.put("micro.retries", blank);
        set.put("micro.attempt-timeout", blank);
        assertThat(read().get(ConfigKeys.RETRIES)).isEqualTo(1);
        assertThat(read().find(ConfigKeys.ATTEMPT_TIMEOUT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "micro.request-timeout, soon", "micro.request-timeout, 0", "micro.request-timeout, 25h",
            "micro.retries, -1", "micro.retry, sometimes", "micro.max-message-size, 1GiB", "micro.advertise.port, 0",
            "micro.registry.url, http://a", "micro.registry.required, maybe", "micro.heartbeat-interval, 1ms" })
    void aBadValueIsNamedWithItsKey(String key, String value) {
        set.put(key, value);
        assertThatThrownBy(this::read).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(key + "=" + value + ": expected ");
    }

    @Test
    void noMessageShowsASecretOrTheUserOfAnAddress() {
        set.put("micro.registry.url", "ws://caller:pa55word@registry:8427");
        assertThatThrownBy(this::read)
                .hasMessageStartingWith("micro.registry.url=ws://(not shown)@registry:8427: expected ");
        set.put("micro.registry.url", "ws://registry:8427?token=pa55word");
        assertThatThrownBy(this::read).hasMessageStartingWith("micro.registry.url=ws://registry:8427?(not shown): ");
        set.put("micro.registry.url", "caller:pa55word@registry:8427");
        assertThatThrownBy(this::read).hasMessageStartingWith("micro.registry.url=(not shown)@registry:8427: ");
        set.put("micro.registry.url", "none");
        set.put("micro.client.payments.url", "ws://caller:pa55word@payments");
        assertThatThrownBy(() -> read().instanceUrls("payments")).hasMessageContaining("(not shown)")
                .hasMessageNotContaining("pa55word");
    }

    /** Each system has the variable {@code PATH}. */
    @Test
    void aSystemPropertyIsStrongerThanAVariableOfTheEnvironment() {
        ConfigKey<String> path = new ConfigKey<>("path", ValueType.TEXT, null);
        assertThat(MicroConfig.ofSystem(List.of(path)).find(path)).contains(System.getenv("PATH"));
        System.setProperty("path", "from a property");
        try {
            assertThat(MicroConfig.ofSystem(List.of(path)).find(path)).contains("from a property");
        } finally {
            System.clearProperty("path");
        }
    }

    @Test
    void onlyTheKeysThatAreAskedForAreRead() {
        set.put("micro.retries", "many");
        MicroConfig config = MicroConfig.read(key -> Optional.ofNullable(set.get(key)),
                java.util.List.of(ConfigKeys.REQUEST_TIMEOUT));
        assertThat(config.find(ConfigKeys.RETRIES)).isEmpty();
        assertThat(config.find(ConfigKeys.REQUEST_TIMEOUT)).isPresent();
    }

    @Test
    void aValueThatABuilderGaveWins() {
        set.put("micro.retries", "3");
        MicroConfig before = read();
        MicroConfig after = before.with(ConfigKeys.RETRIES, 5);
        assertThat(after.get(ConfigKeys.RETRIES)).isEqualTo(5);
        assertThat(after.callee("a").retries()).isEqualTo(5);
        assertThat(before.get(ConfigKeys.RETRIES)).isEqualTo(3);
        assertThat(before.callee("a").retries()).isEqualTo(3);
    }

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
        assertThat(config.callee("payments")).isEqualTo(new CallSettings(1_000_000_000L, 100_000_000L, 0,
                RetryMode.ALWAYS, true, new EjectionSettings(2, 10, 100, 60_000_000_000L, 0, 20, 100_000_000L), 5, 0));
        assertThat(config.callee("orders")).isEqualTo(new CallSettings(7_000_000_000L, Long.MAX_VALUE, 1,
                RetryMode.SAFE, false,
                new EjectionSettings(5, 50, 20, 10_000_000_000L, 30_000_000_000L, 50, 7_000_000_000L), 20, 10));
    }

    @Test
    void anAliasIsReadWhereTheKeyHasNoValue() {
        set.put("micro.breaker.cooldown", "7s");
        assertThat(read().get(ConfigKeys.EJECTION_DURATION)).hasSeconds(7);
        assertThat(read().isChosen(ConfigKeys.EJECTION_DURATION)).isTrue();
        assertThat(read().callee("a").ejection().duration()).isEqualTo(7_000_000_000L);
        set.put("micro.client.a.breaker.cooldown", "3s");
        assertThat(read().callee("a").ejection().duration()).isEqualTo(3_000_000_000L);
        set.put("micro.client.a.ejection.duration", "2s");
        set.put("micro.ejection.duration", "1s");
        assertThat(read().get(ConfigKeys.EJECTION_DURATION)).as("the key is stronger").hasSeconds(1);
        assertThat(read().callee("a").ejection().duration()).isEqualTo(2_000_000_000L);
    }

    @Test
    void aBadValueOfAnAliasIsNamedWithTheAlias() {
        set.put("micro.breaker.cooldown", "warm");
        assertThatThrownBy(this::read).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("micro.breaker.cooldown=warm: expected a duration");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = { "payments, micro.client.payments.retries",
            "payments, micro.client.\"payments\".retries", "team/pay, micro.client.\"team/pay\".retries",
            "a.b, micro.client.\"a.b\".retries", "a.b, micro.client.a.b.retries" })
    void aCalleesKeyIsPlainOrQuoted(String namespace, String key) {
        set.put(key, "9");
        assertThat(read().callee(namespace).retries()).isEqualTo(9);
        assertThat(read().callee(namespace + "x").retries()).isEqualTo(1);
    }

    @Test
    void theQuotedKeyWins() {
        set.put("micro.client.a.retries", "2");
        set.put("micro.client.\"a\".retries", "3");
        assertThat(read().callee("a").retries()).isEqualTo(3);
        set.put("micro.client.\"a\".retries", " ");
        assertThat(read().callee("a").retries()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = { "micro.client.a.retries", "micro.client.\"a\".retries" })
    void aCalleesBadValueIsNamedWithItsOwnKey(String key) {
        set.put(key, "some");
        MicroConfig config = read();
        assertThatThrownBy(() -> config.callee("a")).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(key + "=some: expected a whole number");
        assertThat(config.callee("b").retries()).isEqualTo(1);
    }

    @Test
    void settingsAreChangedForOneCall() {
        CallSettings settings = MicroConfig.defaults().callee("a");
        CallSettings changed = settings.withRequestTimeout(Duration.ofMillis(5)).withAttemptTimeout(Duration.ofNanos(1))
                .withRetries(0).asIdempotent();
        assertThat(changed).isEqualTo(new CallSettings(5_000_000, 1, 0, settings.retry(), true,
                settings.ejection(), 20, 10));
        for (Duration endless : List.of(Duration.ofDays(1_000_000), Duration.ofNanos(Long.MAX_VALUE))) {
            assertThat(settings.withRequestTimeout(endless).requestTimeout())
                    .as("an endless timeout can be added to a time").isEqualTo(Long.MAX_VALUE / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "PT0S", "PT-1S" })
    void aTimeoutOfACallIsMoreThanZero(Duration timeout) {
        CallSettings settings = MicroConfig.defaults().callee("a");
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
