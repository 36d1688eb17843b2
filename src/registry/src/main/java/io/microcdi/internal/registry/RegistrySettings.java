package io.microcdi.internal.registry;

import java.util.List;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.node.HeapDefaults;
import io.microcdi.internal.standalone.Listener;
import io.microcdi.registry.RegistryKeys;

/** The settings that a registry runs by, from those that it was given. */
public final class RegistrySettings {

    private RegistrySettings() {
    }

    /**
     * Returns the settings, with the defaults of keys that were not read. If {@code micro.max-links} is not configured,
     * it becomes the largest number of instances, or fewer if the heap is too small.
     */
    public static MicroConfig of(MicroConfig config) {
        MicroConfig whole = complete(complete(config, ConfigKeys.ALL), RegistryKeys.ALL);
        return config.isConfigured(ConfigKeys.MAX_LINKS) ? whole
                : whole.with(ConfigKeys.MAX_LINKS, HeapDefaults.links(whole.get(RegistryKeys.MAX_INSTANCES)));
    }

    /** Returns the configured address to listen on; by default all addresses, because a registry advertises none. */
    public static String listenAddress(MicroConfig config) {
        return config.find(ConfigKeys.LISTEN_ADDRESS).or(() -> config.find(ConfigKeys.ADVERTISE_HOST))
                .orElse(Listener.ALL_ADDRESSES);
    }

    private static MicroConfig complete(MicroConfig config, List<ConfigKey<?>> keys) {
        MicroConfig whole = config;
        for (ConfigKey<?> key : keys) {
            whole = complete(whole, key);
        }
        return whole;
    }

    private static <T> MicroConfig complete(MicroConfig config, ConfigKey<T> key) {
        return config.find(key).isPresent() || key.defaultText() == null ? config
                : config.with(key, key.parse(key.defaultText()));
    }
}
