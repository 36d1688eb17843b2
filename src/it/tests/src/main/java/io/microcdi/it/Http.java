package io.microcdi.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;

/** The one HTTP client of the tests: the JDK's, so that nothing of ours talks to itself. */
final class Http {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private Http() {
    }

    static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(url).timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    static HttpResponse<String> post(URI url, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(LIMIT).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)).build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    static WebSocket open(URI url, WebSocket.Listener listener) {
        return CLIENT.newWebSocketBuilder().connectTimeout(LIMIT).buildAsync(url, listener).join();
    }
}
