package io.microcdi.internal.cdi.config;

import java.util.List;

import io.microcdi.config.MicroConfig;

/** The usual names of environment variables. */
final class EnvironmentNames {

    private EnvironmentNames() {
    }

    /** Returns {@code MICRO_REGISTRY_URL} for {@code micro.registry.url}; of a part of a key, that part of the name. */
    static String upper(String key) {
        List<String> names = MicroConfig.variables(key);
        return names.get(names.size() - 1);
    }
}
