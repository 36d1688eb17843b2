package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;

/** The settings of a registry, which shares the environment of a shell with other programs. */
class RegistryConfigTest {

    @AfterEach
    void clear() {
        System.clearProperty(ConfigKeys.REGISTRY_URL.name());
        System.clearProperty(RegistryServerKeys.MAX_CALLS.name());
    }

    /** The address of the registry is for its nodes and for the terminal. */
    @Test
    void anAddressOfARegistryIsNotReadAtAll() {
        System.setProperty(ConfigKeys.REGISTRY_URL.name(), "http://localhost:18427");
        assertThat(RegistryConfig.read().isChosen(ConfigKeys.REGISTRY_URL)).isFalse();
        assertThat(RegistryConfig.readAlone().isChosen(ConfigKeys.REGISTRY_URL)).isFalse();
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
