package io.microcdi.internal.cdi.config;

import java.util.Optional;
import java.util.function.Predicate;

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
        return find(tail -> name.startsWith(PREFIX) && name.endsWith(tail)
                && name.length() > PREFIX.length() + tail.length()
                && isNamespace(name.substring(PREFIX.length(), name.length() - tail.length())));
    }

    /** Returns the setting of an environment variable; empty if it belongs to no setting. */
    static Optional<ConfigKey<?>> settingOfVariable(String name) {
        return find(tail -> name.startsWith(VARIABLE_PREFIX) && name.endsWith(EnvironmentNames.upper(tail))
                && name.length() > VARIABLE_PREFIX.length() + tail.length());
    }

    /** Finds the key with a tail, as {@code .request-timeout} of {@code micro.request-timeout}, that matches. */
    private static Optional<ConfigKey<?>> find(Predicate<String> matches) {
        return ConfigKeys.PER_CALLEE.stream().filter(
                key -> key.names().stream().map(name -> name.substring(ROOT.length() - 1)).anyMatch(matches))
                .findFirst();
    }

    private static boolean isNamespace(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return Namespaces.isValid(quoted ? text.substring(1, text.length() - 1) : text);
    }
}
