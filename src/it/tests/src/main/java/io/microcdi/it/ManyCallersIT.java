package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.NodeCounters;
import io.microcdi.it.app.Echoes;
import io.microcdi.it.app.Echoes.Asking;
import io.microcdi.testing.support.Await;

/** A link carries the calls of many threads of both ends at once, and confuses none. */
@ExtendWith(ArquillianExtension.class)
class ManyCallersIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("it.load.seconds"));
    private static final int CALLERS = 64;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "echoes", order = 2, testable = false)
    static WebArchive echoes() {
        return Wars.configured(Wars.withExtension("echoes", Echoes.class, Asking.class), "micro.handler-timeout=10m");
    }

    @Test
    void sixtyFourThreadsOfEachEndCallOverOneLink() throws Exception {
        RegistryView.deployed().awaitKeys("echoes", Set.of(Server.key("/echoes")), JOINED);
        try (OutsideNode outside = OutsideNode.of("echoes-outside");
                NodeLink orders = NodeLink.open(Server.url("/echoes"), "127.0.0.1/19141/orders")) {
            outside.node().register("/echo", String.class, (text, context) -> text);
            outside.start();
            assertThat(outside.caller().call("echoes", "/echo", "you", String.class)).isEqualTo("you");

            List<CompletableFuture<JsonObject>> out = ordered(orders);
            long in = asked(outside);
            long answered = answered(out);

            System.out.printf(
                    "%s: %d threads of each end over one link for %d s: %,d calls/s to the server, %,d/s from it%n",
                    Server.name(), CALLERS, TIME.toSeconds(), in / TIME.toSeconds(), answered / TIME.toSeconds());
            assertUnharmed(outside);
            String counted = orders.call("/counters", null).getString("data");
            assertThat(counted).contains("failures={}", "retries=0", "droppedFrames=0", "refusedRequests=0");
            // a call that was answered may end a moment later, and so may a link to the node itself
            Await.until("nothing in flight over three links", JOINED, () -> {
                String now = orders.call("/counters", null).getString("data");
                if (!now.contains("inFlight=0") || !now.contains("links=3]")) {
                    throw new IllegalStateException(now);
                }
                return true;
            });
        }
    }

    /** Has the server's threads begin. */
    private static List<CompletableFuture<JsonObject>> ordered(NodeLink orders) {
        List<CompletableFuture<JsonObject>> answers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            answers.add(orders.request("/ask", "{\"namespace\":\"echoes-outside\",\"name\":\"server-" + i
                    + "\",\"millis\":" + TIME.toMillis() + "}"));
        }
        return answers;
    }

    /** Calls by threads of this JVM until the time is over. */
    private static long asked(OutsideNode outside) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<CompletableFuture<Long>> counts = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Asking asking = new Asking("echoes", "outside-" + i, TIME);
                counts.add(CompletableFuture.supplyAsync(() -> asking.of(outside.caller()), threads));
            }
            long sum = 0;
            for (CompletableFuture<Long> count : counts) {
                assertThat(count.get()).isPositive();
                sum += count.get();
            }
            return sum;
        } finally {
            threads.shutdown();
        }
    }

    private static long answered(List<CompletableFuture<JsonObject>> answers) throws Exception {
        long sum = 0;
        for (CompletableFuture<JsonObject> answer : answers) {
            JsonObject said = answer.get().getJsonObject("data");
            assertThat(said.getInt("status")).as("%s", said).isEqualTo(200);
            assertThat(said.getInt("data")).isPositive();
            sum += said.getInt("data");
        }
        return sum;
    }

    private static void assertUnharmed(OutsideNode outside) {
        NodeCounters counters = outside.node().counters();
        assertThat(counters.failures()).isEmpty();
        assertThat(counters.retries()).isZero();
        assertThat(counters.droppedFrames()).isZero();
        assertThat(counters.refusedRequests()).isZero();
        // a call that was answered may end a moment later, and so may a link to the node itself
        Await.until(() -> outside.node().counters().inFlight(), 0);
        // the node has proved its namespace by the secret, so that the server calls over the link of the node
        Await.until(() -> outside.node().counters().links(), 2);
        assertThat(outside.opened()).hasSize(1);
        assertThat(outside.closed()).isEmpty();
    }
}
