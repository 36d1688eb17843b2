package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.GenericType;
import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.error.RouteException;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.support.Await;

/** Nodes of {@code @iocore/micro-ws}, the registry's calls on behalf of others, and both dialects in one space of names. */
class SecondDialectTest {

    private final Cluster cluster = new Cluster();
    private EngineRegistry registry;

    @BeforeEach
    void start() {
        registry = cluster.startRegistry();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void onlineRegistersAndWhereFinds() throws InterruptedException {
        try (NodeSocket agent = dial("127.0.0.3/5000"); NodeSocket other = dial("127.0.0.4/5000")) {
            agent.send(command(0, "online", "\"user-service\""));
            assertThat(agent.receive()).contains("\"id\":0").contains("\"status\":200").doesNotContain("\"data\":null");
            other.send(command(0, "where", "\"user-service\""));
            assertThat(other.receive()).contains("\"data\":\"127.0.0.3:5000\"");
            other.send(command(1, "where", "\"USER-Service\""));
            assertThat(other.receive()).contains("\"data\":\"127.0.0.3:5000\"");
            other.send(command(2, "where", "\"nobody\""));
            assertThat(other.receive()).isEqualTo(
                    "{\"id\":2,\"mode\":1,\"twoway\":false,\"data\":{\"status\":200}}");
        }
    }

    @Test
    void anUnknownCommandIsAnswered104() throws InterruptedException {
        try (NodeSocket agent = dial("127.0.0.3/5000")) {
            agent.send(command(7, "offline", ""));
            assertThat(agent.receive()).contains("\"status\":104");
        }
    }

    /** The peer may log the answer. */
    @Test
    void theRefusalOfACommandHasAnExcerptOfItOnly() throws InterruptedException {
        try (NodeSocket agent = dial("127.0.0.3/5000")) {
            agent.send(command(7, "off\\n\\u202eline" + "x".repeat(1_000), ""));
            assertThat(agent.receive()).contains("unknown command ws off??line").hasSizeLessThan(400);
        }
    }

    /** Nobody can dial such a host, and no rule for announced hosts is applied to it. */
    @ParameterizedTest
    @ValueSource(strings = { "a.invalid", "a.invalid.", "A.INVALID" })
    void aVisitorIsNotRegistered(String host) throws InterruptedException {
        try (NodeSocket visitor = dial(host + "/5000")) {
            visitor.send(command(0, "online", "\"user-service\""));
            assertThat(visitor.receive()).contains("\"status\":400").contains("visitor");
            assertThat(registry.namespaces()).isEmpty();
        }
    }

    @Test
    void theRegistrationEndsWithItsLink() throws InterruptedException {
        NodeSocket agent = dial("127.0.0.3/5000");
        agent.send(command(0, "online", "\"user-service\""));
        agent.receive();
        assertThat(registry.namespaces()).extracting("name").containsExactly("user-service");
        assertThat(registry.namespaces().get(0).instances().get(0).dialect()).isEqualTo(2);
        agent.leave(1000, "");
        assertThat(agent.closeCode()).isEqualTo(1000);
        // the close frame is answered before the registry hears of it
        Await.until(() -> registry.namespaces().isEmpty());
        try (NodeSocket other = dial("127.0.0.4/5000")) {
            other.send(command(0, "where", "\"user-service\""));
            assertThat(other.receive()).doesNotContain("127.0.0.3");
        }
    }

    @Test
    void aNodeOfTheSecondDialectFindsAndCallsOneOfTheFirst() throws InterruptedException {
        MicroNode payments = payments();
        try (NodeSocket agent = dial("127.0.0.3/5000")) {
            agent.send(command(0, "where", "\"payments\""));
            assertThat(agent.receive()).contains(payments.key());
        }
        try (NodeSocket caller = NodeSocket.connect("ws://" + payments.key() + "/127.0.0.3/5000")) {
            caller.send(command(0, "/add", "1,2"));
            assertThat(caller.receive()).contains("\"data\":3");
        }
    }

    @Test
    void aNodeOfTheFirstDialectCallsOneOfTheSecond() throws InterruptedException {
        MicroNode agent = secondDialectAgent();
        MicroNode consumer = cluster.node("checkout");
        consumer.start();
        assertThat(consumer.caller().call("agents", "/add", List.of(3, 4), Integer.class)).isEqualTo(7);
        agent.stop();
    }

    @Test
    void theRegistryCallsOnBehalfOfOthers() {
        payments();
        assertThat(registry.forward("payments/add", "[1,2]", Duration.ofSeconds(10), CallProtocol.WS).join())
                .isEqualTo(answer("3"));
        assertThat(registry.namespaces().get(0).instances().get(0).forwardedCalls()).isEqualTo(1);
    }

    @Test
    void theRegistryCallsNodesOfTheSecondDialectByDiallingThem() throws InterruptedException {
        MicroNode agent = secondDialectAgent();
        assertThat(registry.forward("ws://agents/add", "[1,2]", Duration.ofSeconds(10), CallProtocol.WS).join())
                .isEqualTo(answer("3"));
        assertThat(registry.forward("agents/add", "[1,2]", Duration.ofSeconds(10), CallProtocol.HTTP).join())
                .isEqualTo(answer("3"));
        agent.stop();
    }

    @Test
    @Timeout(120)
    void theLongestNamespaceThatBeginsTheAddressIsCalled() {
        MicroNode shop = cluster.node("shop");
        shop.register("/eu/who", context -> "shop");
        shop.start();
        MicroNode european = cluster.node("shop/eu");
        european.register("/who", context -> "shop/eu");
        european.start();
        assertThat(registry.forward("shop/eu/who", null, Duration.ofSeconds(10), CallProtocol.WS).join())
                .isEqualTo(answer("\"shop/eu\""));
        int before = registry.instances();
        european.stop();
        while (registry.instances() == before) {
            // the registry hears of it a moment later
            Thread.onSpinWait();
        }
        assertThat(registry.forward("shop/eu/who", null, Duration.ofSeconds(10), CallProtocol.WS).join())
                .isEqualTo(answer("\"shop\""));
    }

    @Test
    void aFailureIsAnswered() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        MicroNode payments = payments();
        payments.register("/teapot", context -> {
            throw new RouteException(418, "short and stout");
        });
        payments.register("/slow", context -> {
            context.onAbort(stopped::countDown);
            stopped.await(20, TimeUnit.SECONDS);
            return null;
        });
        assertThat(registry.forward("nobody/x", null, Duration.ofSeconds(10), CallProtocol.WS).join().outcome())
                .isEqualTo(ProxyAnswer.Outcome.NO_NAMESPACE);
        assertThat(registry.forward("payments/teapot", null, Duration.ofSeconds(10), CallProtocol.WS).join())
                .isEqualTo(new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "418", "null", "short and stout", true));
        // long enough for its handler to begin on a busy machine: only what has begun is aborted
        assertThat(registry.forward("payments/slow", null, Duration.ofSeconds(2), CallProtocol.WS).join().outcome())
                .isEqualTo(ProxyAnswer.Outcome.TIMEOUT);
        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Compared as a whole, so that what went wrong instead is told. */
    private static ProxyAnswer answer(String payload) {
        return new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", payload, null, true);
    }

    private MicroNode payments() {
        MicroNode node = cluster.node("payments");
        add(node);
        node.start();
        return node;
    }

    private static void add(MicroNode node) {
        node.register("/add", context -> context.<List<Integer>>payload(new GenericType<List<Integer>>() {
        }.type()).stream().mapToInt(i -> i).sum());
        node.register("/raw", context -> context.payload(RawJson.class));
    }

    /** Listens by our own engine, which takes commands too, and registers by hand as an agent of that package does. */
    private MicroNode secondDialectAgent() throws InterruptedException {
        MicroNode node = MicroNode.builder("unregistered").registry("ws://127.0.0.1:1").listen("127.0.0.1", 0)
                .build();
        add(node);
        node.start();
        NodeSocket agent = dial(node.key().replace(':', '/'));
        agent.send(command(0, "online", "\"agents\""));
        agent.receive();
        return node;
    }

    private NodeSocket dial(String address) {
        return NodeSocket.connect(cluster.registryUrl() + "/" + address);
    }

    private static String command(long id, String cmd, String props) {
        return "{\"id\":" + id + ",\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"" + cmd + "\",\"props\":["
                + props + "]},\"mode\":0}";
    }
}
