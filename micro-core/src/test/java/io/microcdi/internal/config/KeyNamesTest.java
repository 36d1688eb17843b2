package io.microcdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key a misspelt name probably means. */
class KeyNamesTest {

    private static final Set<String> KEYS = Set.of("micro.retries", "micro.zone", "micro.security.mode",
            "micro.security.mode-file", "micro.registry-server.operators", "micro.registry-server.gateway");

    @ParameterizedTest
    @CsvSource({ "micro.registry-server.operator, micro.registry-server.operators",
            "micro.registry-server.gatewy, micro.registry-server.gateway", "micro.security.modus, micro.security.mode",
            "micro.security.mode-fiel, micro.security.mode-file", "micro.retires, micro.retries",
            "micro.Zone, micro.zone" })
    void theNearestKeyIsNamed(String name, String key) {
        assertThat(KeyNames.correction(name, KEYS)).isEqualTo("perhaps " + key);
    }

    @ParameterizedTest
    @ValueSource(strings = { "micro.", "micro.tone2", "micro.foo", "micro.security.names",
            "micro.client.shop.retries" })
    void noKeyIsNamedForAQuiteDifferentName(String name) {
        assertThat(KeyNames.correction(name, KEYS)).isEqualTo("see the configuration table");
    }

    @Test
    void aLongNameIsNotCompared() {
        assertThat(KeyNames.correction("micro." + "x".repeat(1 << 24), KEYS)).isEqualTo("see the configuration table");
    }
}
