package io.microcdi.registry.web;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ValueType;

/** The settings of the registry where it runs by itself. */
public final class RegistryServerKeys {

    /** The name under which the environment may give the port too, as other registries of this dialect read it. */
    public static final String PORT_ALIAS = "IOCORE_MICRO_WEBSOCKET_REGISTRY_PORT";

    /** {@code micro.registry-server.port}. */
    public static final ConfigKey<Integer> PORT = new ConfigKey<>("micro.registry-server.port",
            ValueType.integer(0, 65535), "8427",
            "Where the registry listens when it runs by itself, 0 for any free port; `--port` wins. In the environment"
                    + " also `" + PORT_ALIAS + "`.");

    private RegistryServerKeys() {
    }
}
