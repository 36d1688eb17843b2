package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.testing.socket.RawSocket;

/** The registry on a server that has, or may have, nothing but servlets and WebSocket. */
@ExtendWith(ArquillianExtension.class)
@Tag("registry")
class RegistryAloneIT {
    /** Below the 20 s after which the registry removes silent nodes, as these are. */
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration AT_LAST = Duration.ofSeconds(60);
    private static final String PROVIDER = "127.0.0.1/19121/shop/eu";
    private static final String KEY = "127.0.0.1:19121";

    @Deployment(testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    /** A link ends some time after its close, and the next test may register the same key. */
    @AfterEach
    void awaitNobody() {
        RegistryView.deployed().awaitKeys("shop/eu", Set.of(), AT_LAST);
    }

    @Test
    void aRegisteredNodeIsFoundAndShownUntilItIsGone() throws Exception {
        try (NodeLink provider = NodeLink.open(Server.url(""), PROVIDER);
                NodeLink consumer = NodeLink.open(Server.url(""), "127.0.0.1/19120/consumer")) {
            RegistryView.deployed().awaitKeys("shop/eu", Set.of(KEY), SOON);

            JsonObject found = consumer.call("/-/find", "{\"namespace\":\"shop/eu\"}").getJsonObject("data");
            assertThat(found.getString("host")).isEqualTo("127.0.0.1");
            assertThat(found.getInt("port")).isEqualTo(19121);
            assertThat(Http.get(Server.url("/api/namespaces/shop/eu")).body()).contains(KEY);
            assertThat(provider.isClosed()).isFalse();
        }
        RegistryView.deployed().awaitKeys("shop/eu", Set.of(), SOON);
        assertThat(Http.get(Server.url("/api/status")).body()).contains("\"ok\"", KEY);
    }

    /** The stream is written by other threads than the one that took the request. */
    @Test
    void theStreamOfEventsTellsWhoComesAndGoes() throws Exception {
        try (EventLines events = EventLines.open(Server.url("/api/events"))) {
            events.await("event: hello");
            for (int i = 0; i < 5; i++) {
                String key = "127.0.0.1:" + (19130 + i);
                try (NodeLink node = NodeLink.open(Server.url(""), "127.0.0.1/" + (19130 + i) + "/told")) {
                    assertThat(events.await(key)).contains("\"type\":\"joined\"");
                    assertThat(node.isClosed()).isFalse();
                }
                assertThat(events.await(key)).contains("\"reason\":");
            }
            events.await("event: stats");
        }
        assertThat(Http.get(Server.url("/api/events/recent?namespace=told")).body()).contains("127.0.0.1:19134");
    }

    @Test
    void anHttpClientCallsThroughTheGateway() throws Exception {
        try (NodeLink provider = NodeLink.open(Server.url(""), PROVIDER, payload -> "{\"got\": " + payload + "}")) {
            RegistryView.deployed().awaitKeys("shop/eu", Set.of(KEY), SOON);

            HttpResponse<String> answer = Http.post(Server.url("/call/shop/eu/orders"), "{\"amount\":1.50}");
            assertThat(answer.body()).isEqualTo("{\"got\": {\"amount\":1.50}}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
            assertThat(provider.received()).isEqualTo(1);
        }
        assertThat(Http.post(Server.url("/call/nobody/x"), "{}").statusCode()).isEqualTo(404);
    }

    /** Messages beyond the buffers that servers have by default, of 8 and of 64 KiB, to the registry and from it. */
    @Test
    void aMessageOfAlmostTheLimitPasses() throws Exception {
        String large = "\"" + "x".repeat(1_000_000) + "\"";
        try (NodeLink provider = NodeLink.open(Server.url(""), PROVIDER, payload -> payload)) {
            RegistryView.deployed().awaitKeys("shop/eu", Set.of(KEY), SOON);

            assertThat(Http.post(Server.url("/call/shop/eu/echo"), large).body()).isEqualTo(large);
            assertThat(provider.isClosed()).isFalse();
        }
    }

    /** Some servers lose what other threads ask of a request that is being started, or read its body too late. */
    @Test
    void noCallThroughTheGatewayIsLost() throws Exception {
        String large = "\"" + "y".repeat(100_000) + "\"";
        try (NodeLink provider = NodeLink.open(Server.url(""), PROVIDER,
                payload -> payload == null || payload.equals("null") ? large : payload)) {
            RegistryView.deployed().awaitKeys("shop/eu", Set.of(KEY), SOON);
            for (int i = 0; i < 100; i++) {
                // without heartbeats the node would be removed after 20 s, which a busy machine may need
                provider.push("{\"id\":" + i
                        + ",\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
                String text = "{\"n\":" + i + "}";
                assertThat(Http.post(Server.url("/call/shop/eu/echo"), text).body()).isEqualTo(text);
                assertThat(Http.post(Server.url("/call/shop/eu/echo"), "").body()).isEqualTo(large);
            }
            assertThat(provider.received()).isEqualTo(200);
        }
    }

    @Test
    void aMessageBeyondTheLimitIsRefusedAndTheOthersGoOn() throws Exception {
        try (NodeLink other = NodeLink.open(Server.url(""), PROVIDER)) {
            CompletableFuture<Void> sent;
            // closed before the end is awaited: a server that reads nothing more lets the writer wait
            try (RawSocket link = RawSocket.open(Server.url(""), "/127.0.0.1/19122/large")) {
                sent = CompletableFuture.runAsync(() -> sendLarge(link));

                // a server that has not read all of it resets the connection, and the reset may overtake the close frame
                assertThat(link.closeCode()).isIn(1009, 1006);
            }
            sent.join();
            other.call("/-/find", "{\"namespace\":\"nobody\"}");
        }
    }

    private static void sendLarge(RawSocket link) {
        try {
            link.text("{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/x\",\"data\":\"" + "x".repeat(1 << 20) + "\"}}");
        } catch (IOException refused) {
            // the server has read enough of it
        }
    }

    @Test
    void thePageAnswersAndTheArchiveIsNotShown() throws Exception {
        HttpResponse<String> page = Http.get(Server.url("/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("default-src 'none'");
        assertThat(page.body()).contains("<title>MicroCDI registry</title>", "assets/main.js");
        HttpResponse<String> module = Http.get(Server.url("/assets/main.js"));
        assertThat(module.statusCode()).isEqualTo(200);
        assertThat(module.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        for (String path : new String[] { "/nothing", "/WEB-INF/web.xml", "/META-INF/MANIFEST.MF",
                "/io/microcdi/internal/registry/launcher/Main.class" }) {
            assertThat(Http.get(Server.url(path)).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void pagesOfOthersMayNotConnect() throws Exception {
        String path = "/127.0.0.1/19123/page";

        assertThat(Handshake.status(path, null)).isEqualTo(101);
        assertThat(Handshake.status(path, "http://" + Server.url("").getAuthority())).isEqualTo(101);
        assertThat(Handshake.status(path, "https://evil.example")).isEqualTo(403);
        assertThat(Handshake.status(path, "null")).isEqualTo(403);
    }
}
