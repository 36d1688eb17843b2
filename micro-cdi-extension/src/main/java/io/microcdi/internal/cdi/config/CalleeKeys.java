package io.microcdi.internal.cdi.config;

import java.util.Optional;
import java.util.function.Function;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.address.Namespaces;

/** The keys of one callee, {@code micro.client.<namespace>.request-timeout} and so on. */
final class CalleeKeys {

    static final String PREFIX = "micro.client.";

    private static final String ROOT = "micro.";
    private static final String VARIABLE_PREFIX = EnvironmentNames.upper(PREFIX);

    private CalleeKeys() {
    }

    /** Returns the setting of a name; empty if the name belongs to no setting. */
    static Optional<ConfigKey<?>> settingOf(String name) {
        return find(name, PREFIX, CalleeKeys::tail)
                .filter(key -> isNamespace(name.substring(PREFIX.length(), name.length() - tail(key).length())));
    }

    /** Returns the setting of an environment variable; empty if it belongs to no setting. */
    static Optional<ConfigKey<?>> settingOfVariable(String name) {
        return find(name, VARIABLE_PREFIX, key -> EnvironmentNames.upper(tail(key)));
    }

    private static Optional<ConfigKey<?>> find(String name, String prefix,
            Function<ConfigKey<?>, String> tail) {
        return ConfigKeys.PER_CALLEE.stream().filter(key -> name.startsWith(prefix) && name.endsWith(tail.apply(key))
                && name.length() > prefix.length() + tail.apply(key).length()).findFirst();
    }

    /** Returns {@code .request-timeout} for {@code micro.request-timeout}. */
    private static String tail(ConfigKey<?> key) {
        return key.name().substring(ROOT.length() - 1);
    }

    private static boolean isNamespace(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return Namespaces.isValid(quoted ? text.substring(1, text.length() - 1) : text);
    }
}
