package io.microcdi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.config.ScopedSettings;

/** Where values come from: set ones, those of one callee, defaults. */
class MicroConfigTest {

    private final Map<String, String> set = new HashMap<>();

    @Test
    void aConfiguredValueReplacesTheDefault() {
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
        assertThatThrownBy(() -> ScopedSettings.instanceUrls(read(), "payments")).hasMessageContaining("(not shown)")
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
                List.of(ConfigKeys.REQUEST_TIMEOUT));
        assertThat(config.find(ConfigKeys.RETRIES)).isEmpty();
        assertThat(config.find(ConfigKeys.REQUEST_TIMEOUT)).isPresent();
    }

    @Test
    void aValueThatABuilderGaveWins() {
        set.put("micro.retries", "3");
        MicroConfig before = read();
        MicroConfig after = before.with(ConfigKeys.RETRIES, 5);
        assertThat(after.get(ConfigKeys.RETRIES)).isEqualTo(5);
        assertThat(CallSettings.of(after, "a").retries()).isEqualTo(5);
        assertThat(before.get(ConfigKeys.RETRIES)).isEqualTo(3);
        assertThat(CallSettings.of(before, "a").retries()).isEqualTo(3);
    }

    @Test
    void anAliasIsReadWhereTheKeyHasNoValue() {
        set.put("micro.breaker.cooldown", "7s");
        assertThat(read().get(ConfigKeys.EJECTION_DURATION)).hasSeconds(7);
        assertThat(read().isConfigured(ConfigKeys.EJECTION_DURATION)).isTrue();
        assertThat(CallSettings.of(read(), "a").ejection().durationNanos()).isEqualTo(7_000_000_000L);
        set.put("micro.client.a.breaker.cooldown", "3s");
        assertThat(CallSettings.of(read(), "a").ejection().durationNanos()).isEqualTo(3_000_000_000L);
        set.put("micro.client.a.ejection.duration", "2s");
        set.put("micro.ejection.duration", "1s");
        assertThat(read().get(ConfigKeys.EJECTION_DURATION)).as("the key is stronger").hasSeconds(1);
        assertThat(CallSettings.of(read(), "a").ejection().durationNanos()).isEqualTo(2_000_000_000L);
    }

    @Test
    void aBadValueOfAnAliasIsNamedWithTheAlias() {
        set.put("micro.breaker.cooldown", "warm");
        assertThatThrownBy(this::read).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("micro.breaker.cooldown=warm: expected a duration");
    }

    private MicroConfig read() {
        return MicroConfig.read(key -> Optional.ofNullable(set.get(key)), ConfigKeys.ALL);
    }
}
