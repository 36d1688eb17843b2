package io.microcdi.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The lines of a stream of events, as they come. */
final class EventLines implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final InputStream body;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private EventLines(InputStream body) {
        this.body = body;
    }

    static EventLines open(URI url) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = CLIENT.send(HttpRequest.newBuilder(url).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError("status " + response.statusCode());
        }
        EventLines events = new EventLines(response.body());
        Thread reader = new Thread(events::read, "events");
        reader.setDaemon(true);
        reader.start();
        return events;
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // the end is told below
        }
        lines.add("the stream has ended");
    }

    /** Waits for a line that contains a text. Those before it are lost. */
    String await(String part) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no " + part + "; there came " + seen);
            }
            seen.add(line);
            if (line.contains(part)) {
                return line;
            }
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
