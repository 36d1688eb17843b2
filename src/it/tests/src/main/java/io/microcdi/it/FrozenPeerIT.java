package io.microcdi.it;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.json.JsonObject;

import org.assertj.core.api.SoftAssertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/** A peer that completes the handshake and never reads harms its own link and no other, whichever end opened it. */
@Tag("load")
@ExtendWith(ArquillianExtension.class)
class FrozenPeerIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final Duration BLOCKED = Duration.ofSeconds(2);
    /** Longer than a registry waits for a silent node, and than a link waits for a silent peer. */
    private static final Duration TIME = Duration.ofSeconds(25);
    private static final long ORDERS_TIMEOUT_MILLIS = 1_000;
    private static final long FROZEN_TIMEOUT_MILLIS = 60_000;
    private static final long LATE_MILLIS = 100;
    private static final Duration LATER = Duration.ofMillis(200);
    private static final long HEAP_GROWTH_BYTES = 4 << 20;
    private static final int MAX_QUEUED_MESSAGES = 1024;
    /** With answers of 1 KB, several times more than the queue and the buffers of the kernel hold. */
    private static final int UNREAD_REQUESTS = 10_000;
    private static final int SIZE = 1 << 10;
    private static final String KILOBYTE = "\"" + "x".repeat(SIZE) + "\"";

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "frost", order = 2, testable = false)
    static WebArchive frost() {
        return Wars.configured(Wars.exchange("frost"), "micro.handler-timeout=2m", "micro.link.max-queued-size=1MiB",
                "micro.link.max-queued-messages=" + MAX_QUEUED_MESSAGES);
    }

    @Test
    void aServiceThatTheNodeDialledNeverReads() throws Exception {
        try (RawService orders = RawService.answering("orders");
                RawService frozen = RawService.frozen("frozen");
                NodeLink link = link()) {
            RegistryView.deployed().awaitKeys("frozen", Set.of(frozen.key()), JOINED);
            Observation seen = Observation.begin(link, orders);

            JsonObject filled = link.call("/fill", "{\"namespace\":\"frozen\",\"timeout\":" + FROZEN_TIMEOUT_MILLIS
                    + ",\"blocked\":" + BLOCKED.toMillis() + "}").getJsonObject("data");
            JsonObject later = link.call("/call-on", order("frozen", FROZEN_TIMEOUT_MILLIS, LATER))
                    .getJsonObject("data");
            JsonObject called = seen.ordersCalled();
            // its link was closed after a ping interval, and with it its calls have ended
            long grown = seen.heapGrowth();

            System.out.printf(
                    "%s: frozen service dialled: %s; heap grew by %,d bytes; later %s; orders meanwhile %s; %d links%n",
                    Server.name(), filled, grown, later, called, frozen.links());
            assertSoftly(all -> {
                all.assertThat(filled.getInt("worst")).as("milliseconds of the slowest callAsync")
                        .isLessThan((int) LATE_MILLIS);
                all.assertThat(filled.getInt("refused")).as("requests that the full queue refused").isPositive();
                all.assertThat(filled.getInt("doubtful"))
                        .as("refusals that do not say that the request was not executed, first %s",
                                filled.getString("first-doubtful"))
                        .isZero();
                all.assertThat(later.getInt("worst")).as("milliseconds of the slowest later call to the frozen service")
                        .isLessThan((int) LATE_MILLIS);
                all.assertThat(later.getInt("executed"))
                        .as("later calls to the frozen service that may have been executed, first failure %s",
                                later.getString("first"))
                        .isZero();
                assertUnharmed(all, seen, called, grown);
            });
        }
    }

    @Test
    void aNodeThatDialledNeverReadsItsAnswers() throws Exception {
        AtomicInteger written = new AtomicInteger();
        try (RawService orders = RawService.answering("orders");
                RawSocket frozen = RawSocket.open(Server.url(""), "/frost/127.0.0.1/19151/frozen-dialler");
                NodeLink link = link();
                NodeLink other = link()) {
            Observation seen = Observation.begin(link, orders);

            Thread writer = new Thread(() -> ask(frozen, written), "frozen-dialler");
            writer.setDaemon(true);
            writer.start();
            Latencies others = Latencies.of(seen::goesOn, () -> other.call("/echo", KILOBYTE));
            long grown = seen.heapGrowth();
            JsonObject called = seen.ordersCalled();

            System.out.printf(
                    "%s: frozen dialler: %,d requests written; others' calls: %s; heap grew by %,d bytes; orders meanwhile %s%n",
                    Server.name(), written.get(), others, grown, called);
            assertSoftly(all -> {
                all.assertThat(others.failures())
                        .as("failed calls of another node, first %s", others.firstFailure()).isZero();
                all.assertThat(others.maxMillis()).as("milliseconds of the slowest call of another node")
                        .isLessThan(ORDERS_TIMEOUT_MILLIS + LATE_MILLIS);
                assertUnharmed(all, seen, called, grown);
            });
        }
    }

    private static void assertUnharmed(SoftAssertions all, Observation seen, JsonObject called, long grown) {
        all.assertThat(called.getInt("count")).as("calls to the healthy service").isPositive();
        all.assertThat(called.getInt("failures"))
                .as("failed calls to the healthy service, first %s", called.getString("first")).isZero();
        all.assertThat((long) called.getInt("worst")).as("milliseconds of the slowest call to the healthy service")
                .isLessThan(ORDERS_TIMEOUT_MILLIS + LATE_MILLIS);
        all.assertThat(grown).as("bytes by which the live heap grew").isLessThan(HEAP_GROWTH_BYTES);
        all.check(seen.registration()::assertLasted);
    }

    /** Ends when all is written, or when the socket is closed, by either end. */
    private static void ask(RawSocket frozen, AtomicInteger written) {
        try {
            while (written.get() < UNREAD_REQUESTS) {
                frozen.write(RawFrame.request(written.get(), "/echo", KILOBYTE).maskedBytes());
                written.incrementAndGet();
            }
        } catch (IOException closed) {
            // the count tells how far it came
        }
    }

    /** Calls with as much text as those that have filled the queue. */
    private static String order(String namespace, long timeoutMillis, Duration time) {
        return "{\"namespace\":\"" + namespace + "\",\"size\":" + SIZE + ",\"timeout\":" + timeoutMillis
                + ",\"time\":" + time.toMillis() + "}";
    }

    private static NodeLink link() {
        return NodeLink.open(Server.url("/frost"), "127.0.0.1/19152/tester");
    }

    /** The node's registration and heap as they are now, and calls to the healthy service that go on from now. */
    private record Observation(Registration registration, NodeLink link, long heap,
            CompletableFuture<JsonObject> calls) {
        private static final Duration WARM_UP = Duration.ofSeconds(2);

        static Observation begin(NodeLink link, RawService orders) throws Exception {
            Registration registration = Registration.await("frost", Server.key("/frost"));
            RegistryView.deployed().awaitKeys("orders", Set.of(orders.key()), JOINED);
            link.request("/call-on", order("orders", ORDERS_TIMEOUT_MILLIS, WARM_UP)).get();
            return new Observation(registration, link, heapOf(link),
                    link.request("/call-on", order("orders", ORDERS_TIMEOUT_MILLIS, TIME)));
        }

        private static long heapOf(NodeLink link) throws Exception {
            return link.call("/heap", null).getJsonNumber("data").longValueExact();
        }

        boolean goesOn() {
            return !calls.isDone();
        }

        long heapGrowth() throws Exception {
            return heapOf(link) - heap;
        }

        JsonObject ordersCalled() throws Exception {
            return calls.get(2 * TIME.toSeconds(), TimeUnit.SECONDS).getJsonObject("data").getJsonObject("data");
        }
    }
}
