package io.microcdi.internal.cdi.config;

import java.util.List;
import java.util.Locale;

/** Converts a key to the name of an environment variable, by the rule of MicroProfile Config. */
final class EnvironmentNames {

    private EnvironmentNames() {
    }

    /** Returns {@code MICRO_REGISTRY_URL} for {@code micro.registry.url}. */
    static String upper(String key) {
        return plain(key).toUpperCase(Locale.ROOT);
    }

    /** Returns all names under which a key is looked up, in that order. */
    static List<String> of(String key) {
        return List.of(key, plain(key), upper(key));
    }

    private static String plain(String key) {
        StringBuilder name = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            name.append(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ? c : '_');
        }
        return name.toString();
    }
}
