package io.microcdi.internal.cdi.config;

import java.util.Optional;
import java.util.Set;

/** Where configuration texts come from. Safe for use by several threads. */
public interface TextSource {

    /** The text of a key, where it has one. */
    Optional<String> get(String key);

    /**
     * What stands at a key that has no text all the same, as {@code ${host}} where nothing is called {@code host}. Without
     * it such a key would be taken for one that is not set.
     */
    default Optional<String> unresolved(String key) {
        return Optional.empty();
    }

    /** The names that have a text, as far as they are known; more than this project's may be among them. */
    Set<String> names();
}
