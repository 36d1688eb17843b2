package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigException;
import io.microcdi.config.MicroConfig;

class TraceHeadersTest {

    private static List<String> read(String text) {
        return MicroConfig.read(key -> Optional.of(text), List.of(RegistryServerKeys.TRACE_HEADERS))
                .get(RegistryServerKeys.TRACE_HEADERS);
    }

    @Test
    void baggageIsAcceptedOnlyIfASettingNamesIt() {
        assertThat(read("")).containsExactly("traceparent", "tracestate");
        assertThat(read("traceparent, baggage")).containsExactly("traceparent", "baggage");
        assertThat(read("none")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "authorization", "traceparent,cookie", "none,baggage", ",", "Baggage" })
    void anotherNameIsAnError(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessageContaining(text)
                .hasMessageContaining("none, or some of traceparent");
    }
}
