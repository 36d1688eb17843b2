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
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(LIMIT).build();

    private Http() {
    }

    static HttpResponse<String> get(URI url, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url), headers);
    }

    static HttpResponse<String> post(URI url, String json, String... headers)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)), headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    static WebSocket open(URI url, WebSocket.Listener listener) {
        return CLIENT.newWebSocketBuilder().connectTimeout(LIMIT).buildAsync(url, listener).join();
    }
}
