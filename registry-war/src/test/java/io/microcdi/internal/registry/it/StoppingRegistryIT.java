package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.socket.NodeSocket;

/**
 * The answers of a registry after SIGTERM, until it has ended. A running call keeps it alive for as long as the test
 * needs.
 */
@Timeout(300)
class StoppingRegistryIT {

    private static final String KEY = "127.0.0.1:9301";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private RegistryProcess registry;
    private Http http;
    private NodeSocket node;
    private CompletableFuture<HttpResponse<String>> inWork;
    private int id;

    @BeforeEach
    void start() throws Exception {
        // the node sends no heartbeats
        registry = RegistryProcess.start("-Dmicro.drain-timeout=60s", "-Dmicro.registry-server.heartbeat-timeout=1h");
        http = new Http(registry.page());
        node = NodeSocket.connect(registry.port(), "/127.0.0.1/9301/stopping");
        http.awaitInstance(KEY, Objects::nonNull);
        inWork = call("stopping");
        id = node.next().getInt("id");
    }

    @AfterEach
    void end() throws Exception {
        node.close();
        registry.close();
    }

    private CompletableFuture<HttpResponse<String>> call(String namespace) {
        return CLIENT.sendAsync(HttpRequest.newBuilder(URI.create(registry.page() + "call/" + namespace + "/slow"))
                .timeout(Duration.ofSeconds(60)).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("1")).build(), BodyHandlers.ofString());
    }

    /** Begins a call to a namespace that nobody has registered, whose body is still to come. */
    private Socket callWithoutBody() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.port());
        socket.setSoTimeout(30_000);
        write(socket, "POST /call/absent/x HTTP/1.1\r\nHost: localhost:" + registry.port()
                + "\r\nContent-Type: application/json\r\nContent-Length: 1\r\nConnection: close\r\n\r\n");
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Ends the call in work. Returns the status of the process. */
    private int finish(CompletableFuture<Integer> ended) throws Exception {
        node.send("{\"id\":" + id + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":7}}");
        assertThat(inWork.get(30, TimeUnit.SECONDS).body()).as("the call that it had begun").isEqualTo("7");
        return ended.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aRegistryThatStopsSaysSoAndAnswersNothingWrong() throws Exception {
        try (Socket begun = callWithoutBody(); EventReader events = EventReader.open(registry.port(), "")) {
            events.await("hello");
            CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(registry::terminate);
            // the streams end first
            assertThat(events.awaitEnd()).as("consoles show nobody as gone").extracting(EventReader.Event::name)
                    .doesNotContain("left", "lost", "evicted");
            HttpResponse<String> ready = http.send("GET", "/api/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("{\"status\":\"DOWN\"}");
            assertThat(http.send("GET", "/api/live").statusCode()).isEqualTo(200);
            for (String path : new String[] { "/api/namespaces", "/api/namespaces/stopping", "/api/instances",
                    "/api/events", "/api/status", "/metrics" }) {
                HttpResponse<String> refused = http.send("GET", path);
                assertThat(refused.statusCode()).as(path).isEqualTo(503);
                assertThat(refused.body()).as(path).isEqualTo("the registry stops" + System.lineSeparator());
                assertThat(refused.headers().firstValue("Retry-After")).as(path).isPresent();
            }
            HttpResponse<String> refused = call("stopping").get(30, TimeUnit.SECONDS);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).isEqualTo("{\"status\":503,\"message\":\"the registry stops\"}");
            write(begun, "1");
            assertThat(new String(begun.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .as("a registry that forgets its instances says of none that it is unknown")
                    .startsWith("HTTP/1.1 503").endsWith("\"the registry stops\",\"executed\":false}");
            assertThat(finish(ended)).isZero();
        }
    }
}
