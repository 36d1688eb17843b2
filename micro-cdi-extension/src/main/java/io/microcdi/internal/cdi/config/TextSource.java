package io.microcdi.internal.cdi.config;

import java.util.Optional;
import java.util.Set;

/** A source of configuration texts. Thread-safe. */
public interface TextSource {

    /** Returns the text of a key, if it has one. */
    Optional<String> get(String key);

    /**
     * Returns the raw text of a key that is configured but has no value, for example {@code ${host}} if there is no key
     * {@code host}. Without this method, such a key would look as if it were not set.
     */
    default Optional<String> unresolved(String key) {
        return Optional.empty();
    }

    /** Returns the known names with a text. It may contain names that do not belong to this project. */
    Set<String> names();
}
