package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/** Under which hosts a server that runs by itself may be asked. */
class HostNamesTest {

    private static final HostNames NAMES = HostNames.of(MicroConfig.defaults()
            .with(ConfigKeys.SECURITY_NAMES, List.of("Registry.example", "hub", "gate.example.", "2001:db8::5"))
            .with(ConfigKeys.ADVERTISE_HOST, "node.example"));

    @ParameterizedTest
    @ValueSource(strings = { "localhost", "LOCALHOST:8427", "localhost.", "127.0.0.1", "10.0.0.5:80", "[::1]:8427",
            "[fe80::1%25eth0]", "registry.example", "REGISTRY.example.:8427", "hub:1", "node.example:8427",
            "gate.example", "gate.example.:8427", "[2001:db8::5]:8427" })
    @NullAndEmptySource
    void addressesAndItsOwnNamesArePermitted(String host) {
        assertThat(NAMES.permits(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "evil.example", "evil.example:8427", "127.0.0.1.evil.example", "localhost.evil.example",
            "registry.example.evil.example", "registry", "[evil]", "[::1].evil.example", "127.0.0.1@evil.example",
            "1.2.3.4.5", "127.0.0.1:80:90", "evil.example,localhost", "localhost evil.example", "localhost:x", ":",
            "2001:db8:", "2001:db8:80" })
    void allOthersAreNot(String host) {
        assertThat(NAMES.permits(host)).isFalse();
    }

    /** A name is configured without a port, and the header may have any text. */
    @Test
    void theReasonNamesTheHost() {
        assertThat(HostNames.reason("shop.example:8427")).contains("micro.security.names")
                .endsWith(" (it is shop.example)");
        assertThat(HostNames.reason("a\u202e" + "x".repeat(500))).contains("(it is a?xxx").hasSizeLessThan(320);
    }

    @Test
    void othersCanBeAdded() {
        assertThat(NAMES.and(List.of("other")).permits("other")).isTrue();
    }
}
