package io.microcdi.internal.cdi.registry;

import java.util.List;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ValueType;

/** The settings by which an application runs a registry itself; they can be read without {@code micro-registry}. */
public final class EmbeddedRegistryKeys {

    /**
     * Whether the application runs a registry itself. It needs {@code io.microcdi:micro-registry} in
     * {@code WEB-INF/lib}.
     */
    public static final ConfigKey<Boolean> ENABLED = new ConfigKey<>("micro.registry-server.enabled",
            ValueType.BOOLEAN, "false");

    /**
     * The path of the application's own registry, below the context path. It cannot be {@code /}: the node of the
     * application is there.
     */
    public static final ConfigKey<String> PATH = new ConfigKey<>("micro.registry-server.path", ValueType.matching(
            "a path of one to four segments of letters, digits and ._~- , for example /registry or /internal/registry",
            "(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]{1,128}){1,4}"), "/registry");

    /** All, in the order of the reference. */
    public static final List<ConfigKey<?>> ALL = List.of(ENABLED, PATH);

    private EmbeddedRegistryKeys() {
    }
}
