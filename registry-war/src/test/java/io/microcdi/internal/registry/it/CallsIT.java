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
import java.util.concurrent.locks.LockSupport;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.NodeSocket;

/** The calls between namespaces at a real registry. */
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
            checkout.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
            payments.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
            AtomicInteger made = new AtomicInteger();
            clock.scheduleAtFixedRate(() -> {
                checkout.caller().callAsync("map/payments", "/charge", 1, Integer.class);
                made.incrementAndGet();
            }, 0, 1_000_000 / RATE, TimeUnit.MICROSECONDS);
            JsonObject edge = awaitRate("map/checkout", "map/payments", "caller");
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
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!edges("?namespace=map/payments").isEmpty()) {
            assertThat(System.nanoTime() - deadline).as("time left").isNegative();
            pause();
        }
    }

    /** Between two questions, so that they leave the processors to what they ask about. */
    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }

    /** Both ends report at other moments, so that at first the numbers may be those of the other one. */
    private static JsonObject awaitRate(String from, String to, String reportedBy) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        List<JsonObject> edges;
        do {
            edges = edges("?namespace=" + to).stream().filter(edge -> edge.getString("from").equals(from)).toList();
            if (!edges.isEmpty()) {
                double rate = edges.get(0).getJsonObject("calls").getJsonNumber("rate").doubleValue();
                if (Math.abs(rate - RATE) < RATE * 0.15 && edges.get(0).getString("reportedBy").equals(reportedBy)) {
                    return edges.get(0);
                }
            }
            pause();
        } while (System.nanoTime() - deadline < 0);
        throw new AssertionError("in vain: " + edges);
    }

    /** A request to one peer is a call too, and so is a request that the called node refuses before it has a handler. */
    @Test
    void requestsToAPeerAndRefusedOnesCount() throws Exception {
        MicroNode called = node("map/called");
        MicroNode caller = node("map/caller");
        MicroNode silent = MicroNode.builder("map/silent").registry("ws://127.0.0.1:" + registry.port())
                .set(ConfigKeys.REPORT_CALLS, false).listen("127.0.0.1", 0).build();
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        try {
            for (MicroNode each : List.of(called, caller, silent)) {
                each.start();
                each.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
            }
            MicroPeer peer = caller.caller().peer("map/called");
            clock.scheduleAtFixedRate(() -> peer.request("/charge", 1, Integer.class), 0, 1_000 / RATE,
                    TimeUnit.MILLISECONDS);
            clock.scheduleAtFixedRate(
                    () -> silent.caller().callAsync("map/called", "/nowhere", 1, Integer.class), 0, 1_000 / RATE,
                    TimeUnit.MILLISECONDS);
            awaitRate("map/caller", "map/called", "caller");
            JsonObject refused = awaitRate("map/silent", "map/called", "called");
            assertThat(refused.getJsonObject("calls").getJsonNumber("failed").doubleValue())
                    .as("the caller is at fault").isZero();
        } finally {
            clock.shutdownNow();
            List.of(called, caller, silent).forEach(MicroNode::stop);
        }
    }

    @Test
    void anInstanceHasTheNumbersOfTheCallsThatItServes() throws Exception {
        try (NodeSocket node = NodeSocket.connect(registry.port(), "/127.0.0.1/9303/serving?v=1&id=a&features=path");
                NodeSocket idle = NodeSocket.connect(registry.port(), "/127.0.0.1/9304/serving?v=1&id=b")) {
            assertThat(idle).isNotNull();
            node.send(HEARTBEAT + "{\"millis\":10000,\"served\":[{\"namespace\":\"shop\",\"count\":30,\"failed\":3,"
                    + "\"p50\":1000,\"p99\":2000},{\"namespace\":\"*\",\"count\":10,\"failed\":1,\"p50\":1000,"
                    + "\"p99\":4000}]}}}");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            List<JsonObject> rows;
            do {
                pause();
                rows = http.json("/api/namespaces/serving/instances?sort=-rate").getJsonArray("items")
                        .getValuesAs(JsonObject.class);
            } while ((rows.size() < 2 || !rows.get(0).containsKey("calls")) && System.nanoTime() - deadline < 0);
            assertThat(rows).hasSize(2).extracting(row -> row.getInt("port")).containsExactly(9303, 9304);
            JsonObject calls = rows.get(0).getJsonObject("calls");
            assertThat(calls.getJsonNumber("rate").doubleValue()).isEqualTo(4);
            assertThat(calls.getJsonNumber("failed").doubleValue()).isEqualTo(0.1);
            assertThat(calls.getJsonNumber("p99").doubleValue()).isEqualTo(4);
            assertThat(rows.get(0).containsKey("callers")).as("in a list").isFalse();
            assertThat(rows.get(1).containsKey("calls")).as("it reports none").isFalse();
            List<JsonObject> callers = http.json("/api/instances/" + rows.get(0).getString("id"))
                    .getJsonArray("callers").getValuesAs(JsonObject.class);
            assertThat(callers).extracting(each -> each.getString("namespace")).containsExactly("shop", "*");
            assertThat(callers.get(0).getJsonObject("calls").getJsonNumber("rate").doubleValue()).isEqualTo(3);
            assertThat(http.json("/api/instances/" + rows.get(1).getString("id")).getJsonArray("callers")).isEmpty();
        }
    }

    @Test
    void anAnswerThatHasNotChangedIsNotSentAgain() throws Exception {
        try (NodeSocket node = NodeSocket.connect(registry.port(), "/127.0.0.1/9301/tagged?v=1&id=a&features=path")) {
            node.send(HEARTBEAT + "{\"millis\":10000,\"calls\":[{\"namespace\":\"other\",\"count\":10,\"failed\":1,"
                    + "\"p50\":1000,\"p99\":2000}]}}}");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (edges("?namespace=tagged").isEmpty() && System.nanoTime() - deadline < 0) {
                pause();
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
