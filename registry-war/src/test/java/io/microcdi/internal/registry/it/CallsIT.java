package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.NodeSocket;

/** Who calls whom, as a real registry tells it. */
class CallsIT {

    private static final String HEARTBEAT = "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":";
    private static final int RATE = 20;

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

    private static List<JsonObject> edges(String query) throws Exception {
        return http.json("/api/calls" + query).getJsonArray("edges").getValuesAs(JsonObject.class);
    }

    private static MicroNode node(String namespace) {
        MicroNode node = MicroNode.builder(namespace).registry("ws://127.0.0.1:" + registry.port())
                .set(ConfigKeys.HEARTBEAT_INTERVAL, Duration.ofSeconds(1)).listen("127.0.0.1", 0).build();
        node.register("/charge", RawJson.class, (json, context) -> json);
        return node;
    }

    /** Two real nodes, and calls at a rate that is counted here. */
    @Test
    void theRateThatIsReallyMadeIsTold() throws Exception {
        MicroNode payments = node("map/payments");
        MicroNode checkout = node("map/checkout");
        payments.start();
        checkout.start();
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        try {
            checkout.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
            payments.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
            AtomicInteger made = new AtomicInteger();
            clock.scheduleAtFixedRate(() -> {
                checkout.caller().callAsync("map/payments", "/charge", 1, Integer.class);
                made.incrementAndGet();
            }, 0, 1_000_000 / RATE, TimeUnit.MICROSECONDS);
            JsonObject edge = awaitRate("map/checkout", "map/payments");
            assertThat(edge.getString("reportedBy")).isEqualTo("caller");
            JsonObject calls = edge.getJsonObject("calls");
            assertThat(calls.getJsonNumber("failed").doubleValue()).isZero();
            assertThat(calls.getJsonNumber("p99").doubleValue()).isPositive()
                    .isGreaterThanOrEqualTo(calls.getJsonNumber("p50").doubleValue());
            assertThat(edges("?namespace=map/payments")).hasSize(1);
            JsonObject busiest = http.json("/api/namespaces?sort=-rate&limit=1").getJsonArray("items").getJsonObject(0);
            assertThat(busiest.getString("name")).isEqualTo("map/payments");
            assertThat(busiest.getJsonObject("calls").getJsonNumber("rate").doubleValue()).isPositive();
            assertThat(http.json("/api/namespaces/map/checkout?view=numbers").containsKey("calls"))
                    .as("nobody calls it").isFalse();
            assertThat(http.json("/api/status").getJsonObject("totals").getJsonObject("calls").getJsonNumber("rate")
                    .doubleValue()).isPositive();
            assertThat(edges("?namespace=map/nobody")).isEmpty();
        } finally {
            clock.shutdownNow();
            checkout.stop();
            payments.stop();
        }
        // the reports are forgotten with the instances; the sums are at most a second old
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!edges("?namespace=map/payments").isEmpty()) {
            assertThat(System.nanoTime() - deadline).as("time left").isNegative();
        }
    }

    private static JsonObject awaitRate(String from, String to) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        List<JsonObject> edges;
        do {
            edges = edges("?namespace=" + to).stream().filter(edge -> edge.getString("from").equals(from)).toList();
            if (!edges.isEmpty()) {
                double rate = edges.get(0).getJsonObject("calls").getJsonNumber("rate").doubleValue();
                if (Math.abs(rate - RATE) < RATE * 0.15) {
                    return edges.get(0);
                }
            }
        } while (System.nanoTime() - deadline < 0);
        throw new AssertionError("in vain: " + edges);
    }

    @Test
    void anAnswerThatHasNotChangedIsNotSentAgain() throws Exception {
        try (NodeSocket node = NodeSocket.connect(registry.port(), "/127.0.0.1/9301/tagged?v=1&id=a&features=path")) {
            node.send(HEARTBEAT + "{\"millis\":10000,\"calls\":[{\"namespace\":\"other\",\"count\":10,\"failed\":1,"
                    + "\"p50\":1000,\"p99\":2000}]}}}");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (edges("?namespace=tagged").isEmpty() && System.nanoTime() - deadline < 0) {
                Thread.onSpinWait();
            }
            URI url = registry.page().resolve("/api/calls?namespace=tagged");
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<String> first = client.send(HttpRequest.newBuilder(url).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(first.body()).contains("\"from\":\"tagged\"", "\"to\":\"other\"", "\"rate\":1.0",
                    "\"failed\":0.1");
            HttpResponse<String> second = client.send(
                    HttpRequest.newBuilder(url)
                            .header("If-None-Match", first.headers().firstValue("ETag").orElseThrow()).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(second.statusCode()).isEqualTo(304);
            assertThat(second.body()).isEmpty();
        }
    }

    /** A node of the Node.js package gets no hello, so that it is asked for nothing and reports nothing. */
    @Test
    void aPeerWithoutAVersionReportsNothing() throws Exception {
        try (NodeSocket node = NodeSocket.connect(registry.port(), "/127.0.0.1/9302/classic")) {
            node.send(HEARTBEAT + "{\"millis\":10000,\"calls\":[{\"namespace\":\"other\",\"count\":10,\"failed\":1,"
                    + "\"p50\":1000,\"p99\":2000}]}}}");
            node.send(
                    "{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":{\"namespace\":\"x\"}}}");
            assertThat(node.next().getInt("id")).as("the first that it gets is the answer").isEqualTo(1);
            assertThat(edges("?namespace=classic")).isEmpty();
        }
    }
}
