package io.microcdi.internal.discovery;

import java.util.List;
import java.util.function.Function;

import jakarta.json.JsonObject;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Excerpts;

/** Reads the messages of a registry about a watched namespace (wire, The registry). */
final class WatchMessages {

    /**
     * The list of instances at a revision. If {@code more} is set, it is the first part of the list, and changes carry
     * the other parts.
     */
    record Listing(long rev, List<PeerAddress> instances, boolean more) {
    }

    /** The instances added and removed since the previous revision, or the next part of a list. */
    record Change(String namespace, long rev, List<PeerAddress> added, List<InstanceKey> removed, boolean more) {
    }

    private static final String MORE = "more";

    private WatchMessages() {
    }

    /**
     * Reads the answer to a watch.
     *
     * @throws IllegalArgumentException if the payload is not a list of instances
     */
    static Listing listing(String namespace, String payload) {
        return read("not a list of instances", payload, listing -> new Listing(RegistryJson.number(listing, "rev"),
                addresses(namespace, listing, "instances"), listing.getBoolean(MORE, false)));
    }

    /**
     * Reads a change.
     *
     * @throws IllegalArgumentException if the payload is not a change
     */
    static Change change(String payload) {
        return read("not a change of instances", payload, change -> {
            String namespace = RegistryJson.text(change, "namespace");
            List<InstanceKey> removed = RegistryJson.array(change, "removed").stream()
                    .map(key -> InstanceKey.parse(RegistryJson.text(key, "an entry of removed"))).toList();
            return new Change(namespace, RegistryJson.number(change, "rev"), addresses(namespace, change, "added"),
                    removed, change.getBoolean(MORE, false));
        });
    }

    private static <T> T read(String otherwise, String payload, Function<JsonObject, T> reading) {
        try {
            return reading.apply(RegistryJson.object(payload == null ? "null" : payload));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(otherwise + ": " + Excerpts.of(payload) + ": " + e.getMessage(), e);
        }
    }

    private static List<PeerAddress> addresses(String namespace, JsonObject message, String name) {
        return RegistryJson.array(message, name).stream()
                .map(each -> FindAnswer.address(namespace, RegistryJson.object(each, "an entry of " + name), true))
                .toList();
    }
}
