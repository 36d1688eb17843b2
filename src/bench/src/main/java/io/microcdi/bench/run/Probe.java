package io.microcdi.bench.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionException;

/** Looks whether applications are up. */
final class Probe {

    private static final long PAUSE_MILLISECONDS = 100;
    private static final int NOT_FOUND = 404;

    private final HttpClient client = HttpClient.newHttpClient();

    /** Whether a WebSocket can be opened. */
    boolean opens(URI endpoint) {
        try {
            client.newWebSocketBuilder().buildAsync(endpoint, new WebSocket.Listener() {
            }).join().abort();
            return true;
        } catch (CompletionException notYet) {
            return false;
        }
    }

    /** Whether there is anything at an address, whatever it says to a GET. */
    boolean exists(URI resource) {
        try {
            return client.send(HttpRequest.newBuilder(resource).build(), BodyHandlers.discarding())
                    .statusCode() != NOT_FOUND;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
