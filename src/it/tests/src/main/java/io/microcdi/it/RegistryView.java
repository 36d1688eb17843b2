package io.microcdi.it;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;

import io.microcdi.testing.support.Await;

/**
 * The data that a registry's own page shows.
 *
 * @param base
 *        where it is, as {@code http://127.0.0.1:8427}
 */
record RegistryView(URI base) {
    /** The one that is deployed on the server under test. */
    static RegistryView deployed() {
        return new RegistryView(Server.url(""));
    }

    /** The keys of the instances of a namespace. */
    Set<String> keys(String namespace) throws IOException, InterruptedException {
        Set<String> keys = new TreeSet<>();
        try (JsonReader reader = Json
                .createReader(new StringReader(Http.get(base.resolve("/api/namespaces")).body()))) {
            for (JsonValue entry : reader.readObject().getJsonArray("namespaces")) {
                JsonObject found = entry.asJsonObject();
                if (found.getString("name").equals(namespace)) {
                    found.getJsonArray("instances")
                            .forEach(instance -> keys.add(instance.asJsonObject().getString("key")));
                }
            }
        }
        return keys;
    }

    /** The instances of a namespace that left last, with times and reasons. */
    List<String> departed(String namespace) throws IOException, InterruptedException {
        try (JsonReader reader = Json.createReader(new StringReader(Http.get(base.resolve("/api/status")).body()))) {
            return reader.readObject().getJsonArray("departed").getValuesAs(JsonObject.class).stream()
                    .filter(one -> one.getString("namespace").equals(namespace))
                    .map(one -> one.getString("key") + " at " + one.getString("at") + ": " + one.get("reason"))
                    .toList();
        }
    }

    void awaitKeys(String namespace, Set<String> expected, Duration atMost) {
        Await.until(namespace + " registered as " + expected, atMost, () -> {
            Set<String> keys = keys(namespace);
            if (!keys.equals(expected)) {
                throw new IllegalStateException("registered as " + keys);
            }
            return true;
        });
    }
}
