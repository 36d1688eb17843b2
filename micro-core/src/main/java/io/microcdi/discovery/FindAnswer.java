package io.microcdi.discovery;

import java.io.StringReader;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

import io.microcdi.address.InstanceKey;
import io.microcdi.node.PeerAddress;

/** What a registry answers to {@code /-/find} (wire, section 3). */
final class FindAnswer {

    private FindAnswer() {
    }

    /**
     * Reads an answer.
     *
     * @return {@code null} where the registry knows no instance
     * @throws IllegalArgumentException if it is not the address of an instance
     */
    static PeerAddress read(String namespace, String payload) {
        if (payload == null || payload.equals("null")) {
            return null;
        }
        try (JsonReader reader = Json.createReader(new StringReader(payload))) {
            return address(namespace, reader.readObject());
        } catch (JsonException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IllegalArgumentException("peer address from registry: " + payload + " for " + namespace + ": "
                    + e.getMessage(), e);
        }
    }

    /** One instance, as it stands in any answer of a registry. */
    static PeerAddress address(String namespace, JsonObject found) {
        InstanceKey key = InstanceKey.of(found.getString("host"), found.getInt("port"), found.getString("path", ""));
        return new PeerAddress(namespace, key, found.getString("scheme", "ws").equals("wss") ? "wss" : "ws",
                found.containsKey("v"), found.getInt("dialect", 1) == 2, found.getString("id", ""));
    }

    static String question(String namespace, java.util.Collection<String> exclude) {
        var question = Json.createObjectBuilder().add("namespace", namespace);
        if (!exclude.isEmpty()) {
            question.add("exclude", Json.createArrayBuilder(exclude));
        }
        return question.build().toString();
    }
}
