package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigException;

/** The check of the settings of single callees and routes. {@code BuilderTest} builds nodes by properties of the system. */
class BuilderSettingsTest {

    private final Properties properties = new Properties();

    private void check(Map<String, String> variables) {
        BuilderSettings.checkScoped(properties, variables);
    }

    @Test
    void anInvalidVariableEndsTheStart() {
        for (String name : new String[] { "MICRO_CLIENT_PAYMENTS_RETRIES", "MICRO_ROUTE___CHARGE__MAX_CONCURRENT" }) {
            assertThatThrownBy(() -> check(Map.of(name, "few"))).isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(name + "=few: expected a whole number");
        }
    }

    @Test
    void aVariableThatAPropertyReplacesIsNotRead() {
        properties.setProperty("micro.client.payments.retries", "2");
        properties.setProperty("micro.route.\"/charge\".max-concurrent", "");
        assertThatCode(() -> check(
                Map.of("MICRO_CLIENT_PAYMENTS_RETRIES", "few", "MICRO_ROUTE___CHARGE__MAX_CONCURRENT", "few")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(Map.of("MICRO_CLIENT_ORDERS_RETRIES", "few")))
                .isInstanceOf(ConfigException.class);
    }
}
