package io.microcdi.internal.registry.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.RegistrySettings;
import io.microcdi.registry.MicroRegistryBuilder;

/**
 * Reads the registry's settings from MicroProfile Config. It uses the server's implementation if there is one, and
 * otherwise the one in the archive. The latter reads system properties, the environment and
 * {@code META-INF/microprofile-config.properties}.
 */
public final class RegistryConfig {

    private RegistryConfig() {
    }

    /**
     * Reads all keys.
     *
     * @throws io.microcdi.config.ConfigException if a value is invalid
     */
    public static MicroConfig read() {
        Config config = ConfigProvider.getConfig();
        return RegistrySettings.of(MicroConfig.read(key -> text(config, key), keys()));
    }

    private static Optional<String> text(Config config, String key) {
        Optional<String> text = config.getOptionalValue(key, String.class);
        boolean hasAlias = key.equals(RegistryServerKeys.PORT.name());
        return hasAlias ? text.or(() -> config.getOptionalValue(RegistryServerKeys.PORT_ALIAS, String.class)) : text;
    }

    private static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>(MicroRegistryBuilder.keys());
        keys.addAll(RegistryServerKeys.ALL);
        return keys;
    }
}
