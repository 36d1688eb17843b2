package io.microcdi.internal.discovery;

import java.util.Collection;
import java.util.stream.Collectors;

import jakarta.json.JsonObject;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonText;

/** Reads the answer of a registry to {@code /-/find} (wire, The registry). */
final class FindAnswer {

    private FindAnswer() {
    }

    /**
     * Reads an answer.
     *
     * @param complete whether the registry knows and tells which instances have this project's additions
     * @return the address; {@code null} if the registry knows no instance
     * @throws IllegalArgumentException if the answer is not the address of an instance
     */
    static PeerAddress read(String namespace, String payload, boolean complete) {
        if (payload == null || payload.equals("null")) {
            return null;
        }
        try {
            return address(namespace, RegistryJson.object(payload), complete);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "peer address from registry: " + Excerpts.of(payload) + " for " + namespace
                            + ": " + e.getMessage(),
                    e);
        }
    }

    /** Reads one instance, in the form that all answers of a registry share. The parameters are those of {@link #read}. */
    static PeerAddress address(String namespace, JsonObject found, boolean complete) {
        long port = RegistryJson.number(found, "port");
        InstanceKey key = InstanceKey.of(RegistryJson.text(found, "host"),
                (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, port)),
                RegistryJson.text(found, "path", ""));
        return new PeerAddress(namespace, key, RegistryJson.text(found, "scheme", "ws").equals("wss") ? "wss" : "ws",
                found.containsKey("v"), found.containsKey("dialect") && RegistryJson.number(found, "dialect") == 2,
                RegistryJson.text(found, "id", ""), false, RegistryJson.text(found, "zone", ""),
                complete && !found.containsKey("v"));
    }

    static String question(String namespace, Collection<String> exclude) {
        String excluded = exclude.isEmpty() ? ""
                : exclude.stream().map(JsonText::quote).collect(Collectors.joining(",", ",\"exclude\":[", "]"));
        return "{\"namespace\":" + JsonText.quote(namespace) + excluded + "}";
    }
}
