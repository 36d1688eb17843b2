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
    }

    /** The address of the registry is for its nodes and for the terminal. */
    @Test
    void anAddressOfARegistryIsNotReadAtAll() {
        System.setProperty(ConfigKeys.REGISTRY_URL.name(), "http://localhost:18427");
        assertThat(RegistryConfig.read().isChosen(ConfigKeys.REGISTRY_URL)).isFalse();
        assertThat(RegistryConfig.readAlone().isChosen(ConfigKeys.REGISTRY_URL)).isFalse();
    }
}
