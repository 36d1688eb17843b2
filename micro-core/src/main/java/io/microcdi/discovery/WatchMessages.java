package io.microcdi.discovery;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;

import io.microcdi.address.InstanceKey;
import io.microcdi.node.PeerAddress;

/** What a registry says of a watched namespace (wire, section 3). */
final class WatchMessages {

    /** All instances, as of a revision. */
    record Listing(long rev, List<PeerAddress> instances) {
    }

    /** What changed since the revision before. */
    record Change(String namespace, long rev, List<PeerAddress> added, List<InstanceKey> removed) {
    }

    private WatchMessages() {
    }

    /** Reads the answer to a watch; throws {@link IllegalArgumentException} if it is none. */
    static Listing listing(String namespace, String payload) {
        JsonObject listing = object(payload);
        try {
            return new Listing(listing.getJsonNumber("rev").longValue(),
                    addresses(namespace, listing.getJsonArray("instances")));
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("not a list of instances: " + payload, e);
        }
    }

    /** Reads a change; throws {@link IllegalArgumentException} if it is none. */
    static Change change(String payload) {
        JsonObject change = object(payload);
        try {
            String namespace = change.getString("namespace");
            List<InstanceKey> removed = change.getJsonArray("removed").getValuesAs(JsonString.class).stream()
                    .map(key -> InstanceKey.parse(key.getString())).toList();
            return new Change(namespace, change.getJsonNumber("rev").longValue(),
                    addresses(namespace, change.getJsonArray("added")), removed);
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("not a change of instances: " + payload, e);
        }
    }

    private static List<PeerAddress> addresses(String namespace, JsonArray instances) {
        List<PeerAddress> addresses = new ArrayList<>();
        instances.getValuesAs(JsonObject.class).forEach(each -> addresses.add(FindAnswer.address(namespace, each)));
        return addresses;
    }

    private static JsonObject object(String payload) {
        try (JsonReader reader = Json.createReader(new StringReader(payload == null ? "null" : payload))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new IllegalArgumentException("not an object: " + payload, e);
        }
    }
}
