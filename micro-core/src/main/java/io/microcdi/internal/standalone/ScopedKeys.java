package io.microcdi.internal.standalone;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.config.EnvironmentVariables;

/**
 * The keys of one callee, {@code micro.client.<namespace>.request-timeout} and so on, and of one route,
 * {@code micro.route."/charge".max-concurrent}.
 */
public final class ScopedKeys {

    private static final String ROOT = "micro.";
    private static final String CALLEE = "micro.client.";
    private static final String ROUTE = "micro.route.";
    private static final ConfigKey<?> OF_ROUTE = ConfigKeys.ROUTE_MAX_CONCURRENT;
    private static final String ROUTE_TAIL = OF_ROUTE.name().substring(ROUTE.length() - 1);

    private ScopedKeys() {
    }

    /** Returns the setting of a name; empty if the name belongs to no callee and no route. */
    public static Optional<ConfigKey<?>> settingOf(String name) {
        if (routeOf(name).isPresent()) {
            return Optional.of(OF_ROUTE);
        }
        return ofCallee(tail -> isBetween(CALLEE, name, tail)
                && isNamespace(name.substring(CALLEE.length(), name.length() - tail.length())));
    }

    /** Returns the setting of an environment variable; empty if it belongs to no callee and no route. */
    public static Optional<ConfigKey<?>> settingOfVariable(String name) {
        if (isBetween(variable(ROUTE), name, variable(ROUTE_TAIL))) {
            return Optional.of(OF_ROUTE);
        }
        return ofCallee(tail -> isBetween(variable(CALLEE), name, variable(tail)));
    }

    /** Returns the path of the route in the name of a key; empty if the name is not one of a route's key. */
    public static Optional<String> routeOf(String name) {
        return name.startsWith(ROUTE + "\"/") && name.endsWith("\"" + ROUTE_TAIL)
                ? Optional.of(name.substring(ROUTE.length() + 1, name.length() - ROUTE_TAIL.length() - 1))
                : Optional.empty();
    }

    /** Returns {@code MICRO_REGISTRY_URL} for {@code micro.registry.url}; of a part of a key, that part of the name. */
    public static String variable(String key) {
        List<String> names = EnvironmentVariables.of(key);
        return names.get(names.size() - 1);
    }

    /** Finds the key with a tail, as {@code .request-timeout} of {@code micro.request-timeout}, that matches. */
    private static Optional<ConfigKey<?>> ofCallee(Predicate<String> matches) {
        return ConfigKeys.PER_CALLEE.stream().filter(
                key -> key.names().stream().map(name -> name.substring(ROOT.length() - 1)).anyMatch(matches))
                .findFirst();
    }

    private static boolean isBetween(String begin, String name, String end) {
        return name.startsWith(begin) && name.endsWith(end) && name.length() > begin.length() + end.length();
    }

    private static boolean isNamespace(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return Namespaces.isValid(quoted ? text.substring(1, text.length() - 1) : text);
    }
}
