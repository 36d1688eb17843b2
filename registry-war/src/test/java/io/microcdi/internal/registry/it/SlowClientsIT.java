package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.NodeSocket;

/** More slow clients than a server has threads: everybody else is answered all the same. */
@Tag("slow")
class SlowClientsIT {

    private static final int CLIENTS = 230;
    /** Less than the pause between two bytes of a slow client. */
    private static final Duration TIMEOUT = Duration.ofSeconds(12);
    private static final String MANY = "many";
    private static final String TYPE = "Content-Type: application/json\r\n";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static RegistryProcess registry;
    private static Http http;
    private static NodeSocket node;

    @BeforeAll
    static void start() throws Exception {
        // the node of this test sends no heartbeats
        registry = RegistryProcess.start("-Dmicro.registry-server.body-timeout=20s",
                "-Dmicro.registry-server.heartbeat-timeout=10m");
        http = new Http(registry.page());
        node = NodeSocket.connect(registry.port(), "/127.0.0.1/9100/shop");
        http.awaitInstance("127.0.0.1:9100", Objects::nonNull);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "POST /call/shop/x HTTP/1.1\r\nHost: localhost\r\n" + TYPE + "Content-Length: 5000\r\n\r\n\"",
            "POST /call/shop/x HTTP/1.1\r\nHost: localhost\r\n" + TYPE + "Transfer-Encoding: chunked\r\n\r\n1000\r\n\"",
            "POST /call/shop/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 5000\r\n\r\na=",
            "PUT /call/shop/x HTTP/1.1\r\nHost: localhost\r\n" + TYPE + "Content-Length: 5000\r\n\r\n\"",
            "OPTIONS /call/shop/x HTTP/1.1\r\nHost: localhost\r\n" + TYPE + "Content-Length: 5000\r\n\r\n\"",
            "POST /call/shop//x HTTP/1.1\r\nHost: localhost\r\n" + TYPE + "Content-Length: 5000\r\n\r\n\"",
            "POST /call/shop/x?timeout=soon HTTP/1.1\r\nHost: localhost\r\n" + TYPE + "Content-Length: 5000\r\n\r\n\"",
            "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nx",
            "POST /api/status HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\nx",
            "DELETE /nothing/here HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nx",
            "GET /127.0.0.1/9200/slow HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Content-Length: 5000\r\n\r\nx",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " })
    void aSlowRequestHoldsUpNobodyElse(String beginning) throws Exception {
        try (SlowClients slow = SlowClients.connect(CLIENTS, registry.port(), beginning)) {
            assertThat(slow).isNotNull();
            assertEverythingAnswers();
        }
    }

    @Test
    void aBodyThatTakesTooLongIsAnsweredAndItsConnectionEnded() throws Exception {
        try (RegistryProcess hasty = RegistryProcess.start("-Dmicro.registry-server.body-timeout=100ms");
                SlowClients slow = SlowClients.connect(CLIENTS, hasty.port(),
                        "POST /call/shop/x HTTP/1.1\r\nHost: localhost\r\n"
                                + TYPE + "Content-Length: 5000\r\n\r\n\"")
                        .sendNoMore()) {
            assertThat(slow.answers(30_000)).allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 408")
                    .contains("\r\nConnection: close\r\n", "{\"status\":408,"));
        }
    }

    @Test
    void aBodyInPartsIsPassedOnWhole() throws Exception {
        try (SlowClients slow = SlowClients.connect(1, registry.port(),
                "POST /call/shop/x HTTP/1.1\r\nHost: localhost\r\n"
                        + TYPE + "Content-Length: 3\r\nConnection: close\r\n\r\n\"x")) {
            slow.write("\"");
            JsonObject request = node.next();
            assertThat(request.getJsonObject("data").getString("data")).isEqualTo("x");
            answer(request);
            assertThat(slow.answers(10_000).get(0)).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n1");
        }
    }

    @Test
    void aClientThatReadsNoAnswerHoldsUpNobodyElse() throws Exception {
        String request = "POST /call/shop/big HTTP/1.1\r\nHost: localhost\r\n" + TYPE
                + "Connection: close\r\nContent-Length: 2\r\n\r\n{}";
        String big = "{\"status\":200,\"data\":\"" + "x".repeat(280_000) + "\"}";
        try (SlowClients slow = SlowClients.connect(CLIENTS, registry.port(), request).sendNoMore()) {
            for (int i = 0; i < CLIENTS; i++) {
                answer(node.next(), big);
            }
            assertEverythingAnswers();
            assertThat(slow.answers(30_000)).as("they could read it").allSatisfy(
                    answer -> assertThat(answer.length()).isGreaterThan(280_000));
        }
    }

    /** Together the answers are longer than what a socket takes at once. */
    @ParameterizedTest
    @ValueSource(strings = { "/api/namespaces", "/api/namespaces/" + MANY, "/api/status", "/assets/console.css" })
    void aClientThatReadsNoLongAnswerHoldsUpNobodyElse(String path) throws Exception {
        List<NodeSocket> nodes = new ArrayList<>();
        try {
            // the status lists the instances that have left
            register(nodes, "gone");
            while (!nodes.isEmpty()) {
                nodes.remove(0).close();
            }
            assertThat(http.awaitKeys(keys -> keys.stream().noneMatch(key -> key.contains("gone")), TIMEOUT))
                    .noneMatch(key -> key.contains("gone"));
            register(nodes, "here");
            assertThat(get(path).body().length()).as("longer than a buffer").isGreaterThan(8 << 10);
            try (SlowClients slow = SlowClients.connect(CLIENTS, registry.port(),
                    ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(400))) {
                assertThat(slow).isNotNull();
                assertEverythingAnswers();
            }
        } finally {
            for (NodeSocket each : nodes) {
                each.close();
            }
        }
    }

    private static void register(List<NodeSocket> nodes, String path) throws Exception {
        for (int i = 0; i < 50; i++) {
            nodes.add(NodeSocket.connect(registry.port(), "/127.0.0.1/" + (10_000 + i) + "/" + MANY + "?v=1&id=i" + i
                    + "&path=/" + path + "p".repeat(120)));
        }
    }

    private static void assertEverythingAnswers() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/api/status").statusCode()).isEqualTo(200);
        CompletableFuture<HttpResponse<String>> call = CLIENT.sendAsync(request("/call/shop/x")
                .setHeader("Content-Type", "application/json").POST(BodyPublishers.ofString("{}")).build(),
                BodyHandlers.ofString());
        answer(node.next());
        assertThat(call.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        try (RegisteredNode other = RegisteredNode.connect(registry.port(), 9300, "other").get(TIMEOUT.toSeconds(),
                TimeUnit.SECONDS)) {
            assertThat(other.find("shop", TIMEOUT).get().getInt("status")).isEqualTo(200);
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(request(path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(registry.page().resolve(path).toString())).timeout(TIMEOUT);
    }

    private static void answer(JsonObject request) throws Exception {
        answer(request, "{\"status\":200,\"data\":1}");
    }

    private static void answer(JsonObject request, String data) throws Exception {
        node.send("{\"id\":" + request.getInt("id") + ",\"mode\":1,\"twoway\":false,\"data\":" + data + "}");
    }
}
