package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.WaitServlet;

/** Calls in both directions are answered while the server's own threads wait in servlets. */
@ExtendWith(ArquillianExtension.class)
@Tag("slow")
class BusyServerIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final int REQUESTS = 200;
    private static final int CALLS = 1_000;
    private static final long TIMEOUT_SECONDS = 60;
    private static final int HOLD_MILLIS = Integer.getInteger("it.busy.hold-millis");
    /** Shorter than a request waits. */
    private static final Duration IN_PROGRESS = Duration.ofSeconds(3);

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "busy", order = 2, testable = false)
    static WebArchive busy() {
        return Wars.configured(Wars.exchange("busy").addClass(WaitServlet.class), "micro.handler-timeout=2m");
    }

    @Test
    void aThousandCallsInEachDirectionAreAnsweredWhileTwoHundredRequestsWait() throws Exception {
        try (RawService outside = RawService.answering("outside");
                NodeLink link = NodeLink.open(Server.url("/busy"), "127.0.0.1/19153/tester");
                NodeLink orders = NodeLink.open(Server.url("/busy"), "127.0.0.1/19154/orders")) {
            RegistryView.deployed().awaitKeys("busy", Set.of(Server.key("/busy")), JOINED);
            RegistryView.deployed().awaitKeys("outside", Set.of(outside.key()), JOINED);
            // the link is there before the server is busy
            assertThat(callAtOnce(orders, 1).get().getJsonObject("data").getInt("data")).isEqualTo(1);

            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            try (Gate gate = new Gate()) {
                begin(gate, waiting);
                long start = System.nanoTime();
                CompletableFuture<JsonObject> out = callAtOnce(orders, CALLS);
                Duration in = callTheServer(link);
                assertThat(out.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).getJsonObject("data").getInt("data"))
                        .as("calls from the server that were answered").isEqualTo(CALLS);

                System.out.printf(
                        "%s: %d requests, %d in servlets at the begin and %d not ended at the end: %d calls to the server in %,d ms, all with as many from it in %,d ms%n",
                        Server.name(), REQUESTS, gate.begun(), waiting.stream().filter(one -> !one.isDone()).count(),
                        CALLS, in.toMillis(), Duration.ofNanos(System.nanoTime() - start).toMillis());
            }
            for (CompletableFuture<HttpResponse<String>> one : waiting) {
                assertThat(one.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
    }

    /** Sends the requests, and waits until as many as the server has threads for are in the servlet. */
    private static void begin(Gate gate, List<CompletableFuture<HttpResponse<String>>> waiting) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI waits = URI.create(Server.url("/busy/wait") + "?hold=" + HOLD_MILLIS + "&port=" + gate.port());
        HttpRequest request = HttpRequest.newBuilder(waits).build();
        for (int i = 0; i < REQUESTS; i++) {
            waiting.add(client.sendAsync(request, BodyHandlers.ofString()));
        }
        // the first may load the servlet's classes before it waits
        assertThat(gate.await(1, Duration.ofSeconds(TIMEOUT_SECONDS))).as("requests that wait in the servlet")
                .isPositive();
        gate.await(REQUESTS - 1, IN_PROGRESS);
    }

    private static CompletableFuture<JsonObject> callAtOnce(NodeLink orders, int count) {
        return orders.request("/call-at-once", "{\"namespace\":\"outside\",\"count\":" + count + ",\"timeout\":"
                + TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS) + "}");
    }

    private static Duration callTheServer(NodeLink link) throws Exception {
        long start = System.nanoTime();
        List<CompletableFuture<JsonObject>> answers = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            answers.add(link.request("/echo", "\"" + i + "\""));
        }
        for (int i = 0; i < CALLS; i++) {
            assertThat(answers.get(i).get(TIMEOUT_SECONDS, TimeUnit.SECONDS).getJsonObject("data"))
                    .as("answer %d", i).hasToString("{\"status\":200,\"data\":\"" + i + "\"}");
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
