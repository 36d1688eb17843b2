package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.registry.RegistryKeys;

/** The settings of a registry, which shares the environment of a shell with other programs. */
class RegistryConfigTest {

    @AfterEach
    void clear() {
        System.clearProperty(ConfigKeys.REGISTRY_URL.name());
        RegistryServerKeys.ALL.forEach(key -> System.clearProperty(key.name()));
    }

    /** The address of the registry is for its nodes and for the terminal. */
    @Test
    void anAddressOfARegistryIsNotReadAtAll() {
        System.setProperty(ConfigKeys.REGISTRY_URL.name(), "http://localhost:18427");
        assertThat(RegistryConfig.read().isConfigured(ConfigKeys.REGISTRY_URL)).isFalse();
        assertThat(RegistryConfig.readAlone().isConfigured(ConfigKeys.REGISTRY_URL)).isFalse();
    }

    /** {@code ${A:},${B:}} gives it. Without operators, for example, each signed-in user may act. */
    @Test
    void noListIsMadeOfCommasOnly() {
        for (ConfigKey<?> key : Stream.concat(RegistryKeys.ALL.stream(), RegistryServerKeys.ALL.stream()).toList()) {
            for (String text : List.of(",", " , ,")) {
                assertThat(entries(key, text)).as("%s=%s", key.name(), text).isNotZero();
            }
        }
        assertThatThrownBy(() -> RegistryServerKeys.OPERATORS.parse(","))
                .hasMessage("micro.registry-server.operators=,:"
                        + " expected texts separated by commas. The value has commas and no entry: name at least one, or"
                        + " remove the key");
        assertThat(RegistryServerKeys.OPERATORS.parse("ada,, bob,")).as("blank entries")
                .isEqualTo(List.of("ada", "bob"));
        assertThat(RegistryServerKeys.TRACE_HEADERS.parse("baggage,")).isEqualTo(List.of("baggage"));
        System.setProperty(RegistryServerKeys.USERS.name(), " ,");
        assertThatThrownBy(RegistryConfig::read).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("micro.registry-server.users=").hasMessageContaining("name at least one");
    }

    private static int entries(ConfigKey<?> key, String text) {
        try {
            return key.parse(text) instanceof List<?> list ? list.size() : 1;
        } catch (ConfigException refused) {
            return -1;
        }
    }

    /** The server's own settings decide about TLS there. */
    @ParameterizedTest
    @ValueSource(strings = { "key-store", "trust-store", "key-store-password", "trust-store-password" })
    void tlsOfTheStandaloneRegistryIsNoSettingOnAnotherServer(String setting) {
        String key = "micro.registry-server.tls." + setting;
        System.setProperty(key, "a text of a file");
        String shown = setting.endsWith("password") ? Excerpts.HIDDEN : "a text of a file";
        assertThatThrownBy(RegistryConfig::read).isInstanceOf(ConfigException.class)
                .hasMessage(key + "=" + shown + ": expected no value on this server: only `java -jar registry.war`"
                        + " reads it. Configure TLS in the server itself");
        assertThatCode(RegistryConfig::readAlone).doesNotThrowAnyException();
    }

    /** A small heap has instances to keep beside the calls in work. */
    @Test
    void theCallsInWorkFitTheHeap() {
        assertThat(RegistryConfig.maxCalls(128L << 20, 2_000)).isEqualTo(287);
        assertThat(RegistryConfig.maxCalls(64L << 20, 2_000)).as("at least").isEqualTo(256);
        assertThat(RegistryConfig.maxCalls(4L << 30, 2_000)).isEqualTo(2_000);
        assertThat(RegistryConfig.readAlone().get(RegistryServerKeys.MAX_CALLS))
                .isEqualTo(RegistryConfig.maxCalls(Runtime.getRuntime().maxMemory(), 2_000));
        System.setProperty(RegistryServerKeys.MAX_CALLS.name(), "1999");
        assertThat(RegistryConfig.readAlone().get(RegistryServerKeys.MAX_CALLS)).isEqualTo(1_999);
    }
}
