package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.RawSocket;

/** The stream of events, over HTTP. */
@Tag("slow")
class EventsIT {

    private static final int MAX_OF_ADDRESS = 4;
    private static final int READERS = 12;
    private static final int STREAMS_OF_READER = 25;

    private static RegistryProcess registry;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start();
        http = new Http(registry.page());
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    private static EventReader open(String query, String... headers) throws Exception {
        return EventReader.open(registry.port(), query, headers);
    }

    @Test
    void joinsAndLeavesAreEventsWithReasons() throws Exception {
        try (EventReader events = open("")) {
            assertThat(events.status()).isEqualTo(200);
            assertThat(events.response().headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            EventReader.Event hello = events.await("hello");
            assertThat(hello.id()).as("a client that breaks before the first event misses none").isNotEmpty()
                    .isEqualTo(hello.data().getString("last"));
            assertThat(hello.data().getJsonObject("totals").keySet()).contains("namespaces", "instances", "departed");
            try (RawSocket node = RawSocket.handshake(registry.port(), "/127.0.0.1/9201/events/told", "")) {
                assertThat(node.status()).isEqualTo(101);
                EventReader.Event joined = events.await("joined", "127.0.0.1:9201");
                assertThat(joined.id()).isNotEmpty().isEqualTo(joined.data().getString("id"));
                assertThat(joined.data().getString("namespace")).isEqualTo("events/told");
                assertThat(joined.data().getString("instance")).matches("[A-Za-z0-9_-]+");
                assertThat(Instant.parse(joined.data().getString("at"))).isAfter(Instant.EPOCH);
                JsonObject row = row(events, "events/told");
                assertThat(row.getInt("instances")).isEqualTo(1);
                assertThat(row.getString("state")).isEqualTo("healthy");
            }
            EventReader.Event gone = events.await("lost", "127.0.0.1:9201");
            assertThat(gone.data().getString("reason")).startsWith("the connection broke");
            EventReader.Event stats = events.await(event -> event.name().equals("stats")
                    && event.data().getJsonArray("gone").toString().contains("events/told"));
            assertThat(stats.id()).isEmpty();
        }
    }

    private static JsonObject row(EventReader events, String namespace) throws Exception {
        EventReader.Event stats = events.await(event -> event.name().equals("stats")
                && event.data().getJsonArray("namespaces").toString().contains("\"" + namespace + "\""));
        return stats.data().getJsonArray("namespaces").getValuesAs(JsonObject.class).stream()
                .filter(row -> row.getString("name").equals(namespace)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aClientThatComesBackIsToldWhatItHasMissed(boolean byHeader) throws Exception {
        String last;
        int port = byHeader ? 9211 : 9212;
        try (EventReader events = open("?stats=false")) {
            events.await("hello");
            RawSocket.handshake(registry.port(), "/127.0.0.1/" + port + "/events/back", "").close();
            last = events.await("joined", "127.0.0.1:" + port).id();
        }
        http.awaitKeys(keys -> !keys.contains("127.0.0.1:" + port), java.time.Duration.ofSeconds(60));
        try (EventReader again = byHeader ? open("", "Last-Event-ID", last) : open("?after=" + last)) {
            assertThat(again.await("hello").data().getString("last")).isEqualTo(last);
            assertThat(again.await("lost", "127.0.0.1:" + port).id()).isNotEqualTo(last);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "nothing", "0-1", "%3Cscript%3E" })
    void aClientThatNamesAnEventThatNobodyKnowsBeginsAgain(String id) throws Exception {
        try (EventReader events = open("?after=" + id)) {
            assertThat(events.await("hello").id()).as("a break before the reset must not hide it").isEmpty();
            EventReader.Event reset = events.await("reset");
            assertThat(reset.data().getJsonObject("totals")).isNotNull();
            assertThat(reset.id()).isNotEmpty().isEqualTo(reset.data().getString("last"));
            try (EventReader again = open("?after=" + reset.id())) {
                assertThat(again.await("hello").id()).as("not again and again").isEqualTo(reset.id());
            }
        }
    }

    @Test
    void thereAreSoManyStreamsOfAnAddressAndAPlaceIsFreeWhenOneEnds() throws Exception {
        List<EventReader> open = new ArrayList<>();
        try (RegistryProcess few = RegistryProcess
                .start("-Dmicro.registry-server.max-listeners-of-address=" + MAX_OF_ADDRESS)) {
            for (int i = 0; i < MAX_OF_ADDRESS; i++) {
                EventReader next = EventReader.open(few.port(), "");
                next.await("hello");
                open.add(next);
            }
            try (EventReader refused = EventReader.open(few.port(), "")) {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.response().headers().firstValue("Retry-After")).contains("5");
            }
            for (EventReader each : open) {
                each.close();
            }
            // the registry finds out when it writes
            long deadline = System.nanoTime() + 60_000_000_000L;
            int status = 503;
            while (status == 503 && System.nanoTime() - deadline < 0) {
                try (EventReader again = EventReader.open(few.port(), "")) {
                    status = again.status();
                }
            }
            assertThat(status).isEqualTo(200);
        }
    }

    /** A write to a client that has gone fails, while the server serves the next client. */
    @Test
    void aReaderThatGoesEndsNoStreamOfAnother() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.registry-server.max-listeners-of-address=200",
                "-Dmicro.server.handshakes-per-second=100000")) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int firstPort = 10_000 + i * STREAMS_OF_READER;
                all.add(readers.submit(() -> readAgainAndAgain(own.port(), firstPort)));
            }
            for (Future<Void> each : all) {
                each.get();
            }
        } finally {
            readers.shutdownNow();
        }
    }

    private static Void readAgainAndAgain(int port, int firstPort) throws Exception {
        for (int i = 0; i < STREAMS_OF_READER; i++) {
            String key = "127.0.0.1:" + (firstPort + i);
            try (EventReader events = EventReader.open(port, "")) {
                assertThat(next(events, "hello", null)).isEqualTo("hello");
                try (RawSocket node = RawSocket.handshake(port, "/" + key.replace(':', '/') + "/events/many", "")) {
                    assertThat(node.status()).isEqualTo(101);
                    assertThat(next(events, "joined", key)).isEqualTo("joined");
                }
                assertThat(next(events, "lost", key)).isEqualTo("lost");
            }
        }
        return null;
    }

    /** Waits for an event or for the end of the stream. */
    private static String next(EventReader events, String name, String key) throws Exception {
        EventReader.Event found = events.await(event -> event.name().equals("end") || event.name().equals(name)
                && (key == null || key.equals(event.data().getString("key", null))));
        return found.name().equals("end") ? found.toString() : found.name();
    }

    @Test
    void theLastEventsAreListedTheNewestFirst() throws Exception {
        String path = "/api/events/recent?namespace=events/recent";
        RawSocket.handshake(registry.port(), "/127.0.0.1/9221/events/recent", "").close();
        http.awaitKeys(keys -> !keys.contains("127.0.0.1:9221"), java.time.Duration.ofSeconds(60));
        JsonObject recent = http.json(path);
        while (recent.getJsonArray("events").size() < 2) {
            recent = http.json(path);
        }
        List<JsonObject> events = recent.getJsonArray("events").getValuesAs(JsonObject.class);
        assertThat(events).extracting(event -> event.getString("type")).containsExactly("lost", "joined");
        assertThat(http.json(path + "&type=joined&limit=1").getJsonArray("events")).hasSize(1);
        String tag = http.send("GET", path).headers().firstValue("ETag").orElseThrow();
        assertThat(RawHttp.get(registry.port(), path, "If-None-Match: " + tag).status()).isEqualTo(304);
        HttpResponse<String> invalid = http.send("GET", "/api/events/recent?limit=0");
        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(invalid.body()).contains("limit=0", "from 1 to 1000");
        assertThat(http.send("GET", "/api/events/recent?type=x").statusCode()).isEqualTo(400);
        assertThat(http.send("GET", "/api/events/other").statusCode()).isEqualTo(404);
        assertThat(http.send("HEAD", "/api/events").statusCode()).isEqualTo(200);
    }
}
