package io.microcdi.internal.registry.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import jakarta.json.JsonObject;

import io.microcdi.testing.support.Json;

/** A client of {@code GET /api/events}, which reads until it is closed or the registry ends the stream. */
final class EventReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** The name of an id without an event. */
    static final String PLACE = "place";

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** One event; the name {@code end} stands for the end of the stream, with the failure that ended it as its id. */
    record Event(String name, String id, JsonObject data) {
    }

    private EventReader(HttpResponse<InputStream> response) {
        this.response = response;
    }

    /** Opens a stream, by an address below {@code /api/events} with headers in pairs. */
    static EventReader open(int port, String query, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + port + "/api/events" + query));
        if (headers.length > 0) {
            request.headers(headers);
        }
        EventReader reader = new EventReader(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        Thread thread = new Thread(reader::read, "events");
        thread.setDaemon(true);
        thread.start();
        return reader;
    }

    int status() {
        return response.statusCode();
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    private void read() {
        String failure = "";
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(response.body(), StandardCharsets.US_ASCII))) {
            String name = "";
            String id = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(name, id, Json.object(line.substring("data: ".length()))));
                    id = "";
                } else if (line.isEmpty()) {
                    if (!id.isEmpty()) {
                        events.add(new Event(PLACE, id, JsonObject.EMPTY_JSON_OBJECT));
                    }
                    id = "";
                }
            }
        } catch (IOException e) {
            failure = e + ", " + e.getCause();
        }
        events.add(new Event("end", failure, JsonObject.EMPTY_JSON_OBJECT));
    }

    /** Waits for an event. Those before it are lost. */
    Event await(Predicate<Event> condition) throws InterruptedException {
        List<Event> seen = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Event event = events.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new AssertionError("in vain; after " + status() + " there came " + seen);
            }
            seen.add(event);
            if (condition.test(event)) {
                return event;
            }
        }
    }

    /** Waits until the stream has ended. Returns what came before, and was not awaited. */
    List<Event> awaitEnd() throws InterruptedException {
        List<Event> seen = new ArrayList<>();
        await(event -> {
            seen.add(event);
            return event.name().equals("end");
        });
        return seen;
    }

    Event await(String name) throws InterruptedException {
        return await(event -> event.name().equals(name));
    }

    Event await(String name, String key) throws InterruptedException {
        return await(event -> event.name().equals(name) && key.equals(event.data().getString("key", null)));
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
