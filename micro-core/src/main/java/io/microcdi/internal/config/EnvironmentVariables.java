package io.microcdi.internal.config;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** The names of environment variables, by the rule of MicroProfile Config. */
public final class EnvironmentVariables {

    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^a-zA-Z0-9]");

    private EnvironmentVariables() {
    }

    /**
     * Returns the names of the environment variables in which a key is looked up, the strongest first. The last one has
     * upper-case letters, for example {@code MICRO_REGISTRY_URL} for {@code micro.registry.url}.
     */
    public static List<String> of(String key) {
        String plain = NO_LETTER_OR_DIGIT.matcher(Objects.requireNonNull(key, "the key is null")).replaceAll("_");
        return List.of(key, plain, plain.toUpperCase(Locale.ROOT));
    }
}
