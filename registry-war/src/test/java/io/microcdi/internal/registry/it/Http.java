package io.microcdi.internal.registry.it;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/** The registry's pages. */
final class Http {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI page;

    Http(URI page) {
        this.page = page;
    }

    HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page.resolve(path)).timeout(TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.noBody()).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    JsonObject json(String path) throws IOException, InterruptedException {
        return Json.createReader(new StringReader(send("GET", path).body())).readObject();
    }

    /** The keys of all instances that are registered. */
    Set<String> keys() throws IOException, InterruptedException {
        return json("/api/namespaces").getJsonArray("namespaces").getValuesAs(JsonObject.class).stream()
                .flatMap(namespace -> namespace.getJsonArray("instances").getValuesAs(JsonObject.class).stream())
                .map(instance -> instance.getString("key")).collect(Collectors.toSet());
    }

    /** Asks until the registered keys meet a condition or the time has passed; returns the last keys that it saw. */
    Set<String> awaitKeys(Predicate<Set<String>> condition, Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        Set<String> keys = keys();
        while (!condition.test(keys) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            keys = keys();
        }
        return keys;
    }

    /** The instance of a key, wherever it is. */
    JsonObject instance(String key) throws IOException, InterruptedException {
        return json("/api/namespaces").getJsonArray("namespaces").getValuesAs(JsonObject.class).stream()
                .flatMap(namespace -> namespace.getJsonArray("instances").getValuesAs(JsonObject.class).stream())
                .filter(instance -> instance.getString("key").equals(key)).findFirst().orElse(null);
    }

    /** Asks until the registry has processed a message. A message without an answer has no other event. */
    JsonObject awaitInstance(String key, Predicate<JsonObject> condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        JsonObject instance = instance(key);
        while (!condition.test(instance)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("in vain: " + json("/api/namespaces"));
            }
            LockSupport.parkNanos(POLL_NANOS);
            instance = instance(key);
        }
        return instance;
    }
}
