package io.microcdi.it.ring;

import java.io.IOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;

import io.microcdi.GenericType;
import io.microcdi.it.ring.app.Visit;

/** The registry as an HTTP client sees it. */
final class Gateway {
    private static final long BETWEEN = Duration.ofMillis(100).toNanos();
    private static final Type VISITS = new GenericType<List<Visit>>() {
    }.type();

    private final URI base = URI.create("http://127.0.0.1:" + Processes.port("registry") + "/");
    private final HttpClient client = HttpClient.newHttpClient();
    private final Jsonb jsonb = JsonbBuilder.create();

    /** Calls a route. Returns the unchanged answer. */
    HttpResponse<String> call(String namespace, String url, Duration timeout, String payload) throws Exception {
        return client.send(request(namespace, url, timeout, payload).build(), BodyHandlers.ofString());
    }

    /** As {@link #call}, for a user. */
    HttpResponse<String> call(String namespace, String url, Duration timeout, String payload, String token)
            throws Exception {
        return client.send(request(namespace, url, timeout, payload).header("Authorization", "Bearer " + token).build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String namespace, String url, Duration timeout, String payload) {
        URI call = base.resolve("call/" + namespace + url + "?timeout=" + timeout.toMillis());
        return HttpRequest.newBuilder(call).header("Content-Type", "application/json")
                .timeout(timeout.plusSeconds(20)).POST(BodyPublishers.ofString(payload));
    }

    List<Visit> visits(HttpResponse<String> answer) {
        return jsonb.fromJson(answer.body(), VISITS);
    }

    Visit visit(HttpResponse<String> answer) {
        return jsonb.fromJson(answer.body(), Visit.class);
    }

    /** Looks again and again until all have registered. */
    void await(List<String> namespaces, Duration atMost, Runnable check) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        String seen = "nothing yet";
        while (System.nanoTime() - deadline < 0) {
            check.run();
            try {
                seen = client.send(HttpRequest.newBuilder(base.resolve("api/namespaces")).build(),
                        BodyHandlers.ofString()).body();
                if (namespaces.stream().map(name -> '"' + name + '"').allMatch(seen::contains)) {
                    return;
                }
            } catch (IOException e) {
                seen = e.toString();
            }
            LockSupport.parkNanos(BETWEEN);
        }
        throw new AssertionError(
                "Not all of " + namespaces + " registered within " + atMost.toSeconds() + " s: " + seen);
    }
}
