package io.microcdi.internal.registry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * Something that happened in a registry. Immutable.
 *
 * @param number counts the events of this registry, from 1
 * @param namespace that of the instance; empty if the event is about a registry of the cluster
 * @param key that of the instance; empty if the event is about a registry of the cluster
 * @param reason what happened, in English
 * @param by the person who did it; empty if nobody did
 * @param registry the registry of the cluster that came or went; empty otherwise
 * @param state that of the instance which came: a person may have hidden it before; empty otherwise
 */
public record RegistryEvent(long number, EventType type, Instant at, String namespace, String key, String reason,
        String by, String registry, String state) {

    private static final char BETWEEN = '\n';

    /**
     * Returns the id of an instance in the HTTP API: letters, digits, {@code -} and {@code _}. An instance that registers
     * again has the same.
     */
    public static String id(String namespace, String key) {
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString((namespace + BETWEEN + key).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the namespace and the key that an id names; an empty array if the text is no id. */
    public static String[] named(String id) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8)
                    .split(String.valueOf(BETWEEN), -1);
            return parts.length == 2 ? parts : new String[0];
        } catch (IllegalArgumentException e) {
            return new String[0];
        }
    }
}
