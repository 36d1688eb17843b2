package io.microcdi.internal.cdi.config;

import java.util.Optional;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;

/** The keys of one route, {@code micro.route."/charge".max-concurrent}. */
final class RouteKeys {

    static final ConfigKey<?> SETTING = ConfigKeys.ROUTE_MAX_CONCURRENT;

    private static final String PREFIX = "micro.route.";
    private static final String TAIL = SETTING.name().substring(PREFIX.length() - 1);
    private static final String VARIABLE_PREFIX = EnvironmentNames.upper(PREFIX);
    private static final String VARIABLE_TAIL = EnvironmentNames.upper(TAIL);

    private RouteKeys() {
    }

    /** Returns the path of the route in the name of a key; empty if the name is not one of a route's key. */
    static Optional<String> routeOf(String name) {
        boolean matches = name.startsWith(PREFIX + "\"/") && name.endsWith("\"" + TAIL);
        return matches ? Optional.of(name.substring(PREFIX.length() + 1, name.length() - TAIL.length() - 1))
                : Optional.empty();
    }

    /** Returns whether an environment variable sets a key of a route. */
    static boolean isVariable(String name) {
        return name.startsWith(VARIABLE_PREFIX) && name.endsWith(VARIABLE_TAIL)
                && name.length() > VARIABLE_PREFIX.length() + VARIABLE_TAIL.length();
    }
}
