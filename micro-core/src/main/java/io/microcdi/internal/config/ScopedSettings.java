package io.microcdi.internal.config;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/** Reads the settings of one namespace, and of one route. */
public final class ScopedSettings {

    private ScopedSettings() {
    }

    /**
     * Returns the configured addresses of the instances of a namespace, of which a registry is then not asked. The
     * scheme {@code dns+ws} means all addresses of a name. A setting for this namespace is preferred to the general
     * one. The method reads the texts at each call.
     *
     * @return empty if the instances are those that a registry knows
     * @throws ConfigException if a text is invalid
     */
    public static Optional<List<URI>> instanceUrls(MicroConfig config, String namespace) {
        return find(config, ConfigKeys.INSTANCE_URL, Objects.requireNonNull(namespace, "the namespace is null"));
    }

    /**
     * Returns how many requests of a route may run at once. A setting for this route is preferred to the given number,
     * and the given number to the setting for all routes.
     *
     * @param route the path of the route, for example {@code /orders/{id}}
     * @param byDefault the number that the application gives; 0 if it gives none
     * @return 0 for any number
     * @throws ConfigException if a text is invalid
     */
    public static int maxConcurrent(MicroConfig config, String route, int byDefault) {
        ConfigKey<Integer> key = ConfigKeys.ROUTE_MAX_CONCURRENT;
        return config.findAs(key, "micro.route.\"" + route + "\".max-concurrent")
                .or(() -> byDefault > 0 ? Optional.of(byDefault) : config.find(key)).orElse(0);
    }

    static <T> Optional<T> find(MicroConfig config, ConfigKey<T> key, String namespace) {
        for (String name : key.names()) {
            String tail = "." + name.substring("micro.".length());
            Optional<T> found = config.findAs(key, "micro.client.\"" + namespace + "\"" + tail)
                    .or(() -> config.findAs(key, "micro.client." + namespace + tail));
            if (found.isPresent()) {
                return found;
            }
        }
        return config.find(key);
    }
}
