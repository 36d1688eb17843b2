package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A call through the registry goes to another instance if the first one certainly has not begun it. */
class CallsInRedeployTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final World world = new World();
    private final List<String> runs = new ArrayList<>();
    private TestRegistry registry;

    @BeforeEach
    void start() {
        world.set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofSeconds(20));
        registry = TestRegistry.in(world);
    }

    private TestNode provide(String address) {
        TestNode provider = world.node("payments", address);
        provider.route("/x", context -> {
            runs.add(address);
            return address;
        });
        return provider.start();
    }

    private CompletableFuture<ProxyAnswer> call() {
        return registry.get()
                .call("payments/x", "1", TIMEOUT.toNanos(), CallProtocol.WS, PeerIdentity.UNPROVED, Map.of())
                .answer();
    }

    /** Nobody knows how far the request came: it must not run again on another instance. */
    @Test
    void aCallThatFailsWhileItIsSentIsMadeOnce() {
        provide("10.0.1.1:9000");
        provide("10.0.1.2:9000");
        AtomicInteger uses = new AtomicInteger();
        Map<String, String> metadata = new AbstractMap<>() {
            @Override
            public Set<Entry<String, String>> entrySet() {
                // three uses check the bounds, and the fourth one writes the request
                if (uses.incrementAndGet() == 4) {
                    throw new IllegalStateException("expected by this test");
                }
                return Map.of("tenant", "t1").entrySet();
            }
        };
        ProxyAnswer answer = registry.get().call("payments/x", "1", TIMEOUT.toNanos(), CallProtocol.WS,
                PeerIdentity.UNPROVED, metadata).answer().join();
        assertThat(answer.mayHaveExecuted()).isTrue();
        assertThat(answer.message()).isEqualTo(
                "the call failed while it was sent: expected by this test");
        assertThat(runs).isEmpty();
    }

    private void answered(int calls) {
        for (int i = 0; i < calls; i++) {
            ProxyAnswer answer = call().join();
            assertThat(answer.outcome()).as(answer.message()).isEqualTo(ProxyAnswer.Outcome.ANSWERED);
        }
    }

    private RawPeer leaver(String registryAddress) {
        return RawPeer.dial(world, "ws://" + registryAddress
                + "/10.0.1.9/9000/payments?v=1&id=n1&features=lease,deadline,metadata,leaving,errors");
    }

    /** Says that it leaves, and answers the request that it was sent before. */
    private static void answer(RawPeer leaver, String data) {
        String id = leaver.last().replaceAll("^\\{\"id\":([0-9]+),.*", "$1");
        leaver.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/leaving\",\"data\":{}}}");
        leaver.send("{\"id\":" + id + ",\"mode\":1,\"data\":" + data + "}");
    }

    @Test
    void aCallThatALeavingInstanceRefusesGoesToAnother() {
        RawPeer leaver = leaver(World.REGISTRY);
        CompletableFuture<ProxyAnswer> call = call();
        provide("10.0.1.1:9000");
        answer(leaver, "{\"status\":503,\"message\":\"leaving\",\"executed\":false}");
        assertThat(call.join().payload()).isEqualTo("\"10.0.1.1:9000\"");
    }

    @Test
    void aRefusalOfARunningInstanceIsItsAnswer() {
        RawPeer busy = leaver(World.REGISTRY);
        CompletableFuture<ProxyAnswer> call = call();
        provide("10.0.1.1:9000");
        String id = busy.last().replaceAll("^\\{\"id\":([0-9]+),.*", "$1");
        busy.send("{\"id\":" + id + ",\"mode\":1,\"data\":{\"status\":503,\"message\":\"busy\",\"executed\":false}}");
        assertThat(call.join().status()).isEqualTo("503");
        assertThat(runs).isEmpty();
    }

    @Test
    void aRollingStopLosesNoCall() {
        List<TestNode> running = new ArrayList<>(List.of(provide("10.0.1.0:9000"), provide("10.0.1.1:9000")));
        for (int i = 2; i < 12; i++) {
            running.add(provide("10.0.1." + i + ":9000"));
            answered(5);
            TestNode leaver = running.remove(0);
            String host = "/" + leaver.find().host() + "/";
            world.network().dials(World.REGISTRY).stream().filter(dial -> dial.url().getPath().contains(host))
                    .forEach(dial -> dial.pipe().dialler().freeze());
            List<CompletableFuture<ProxyAnswer>> unread = new ArrayList<>();
            for (int call = 0; call < 20; call++) {
                unread.add(call());
            }
            assertThat(unread).anyMatch(call -> !call.isDone());
            leaver.node().openLinks().forEach(Link::leave);
            assertThat(unread).allMatch(call -> call.join().outcome() == ProxyAnswer.Outcome.ANSWERED);
            leaver.stop();
            answered(5);
        }
        assertThat(runs).as("none ran twice").hasSize(300);
    }

    @Test
    void aRequestAboveTheNamedOneGoesToAnother() {
        RawPeer leaver = leaver(World.REGISTRY);
        CompletableFuture<ProxyAnswer> call = call();
        assertThat(call).isNotDone();
        provide("10.0.1.1:9000");
        leaver.close(1001, "leaving -1");
        assertThat(call.join().payload()).isEqualTo("\"10.0.1.1:9000\"");
    }

    @Test
    void aRequestThatMayHaveBegunIsNotRepeated() {
        RawPeer leaver = leaver(World.REGISTRY);
        CompletableFuture<ProxyAnswer> call = call();
        provide("10.0.1.1:9000");
        leaver.close(1001, "leaving 100");
        assertThat(call.join().mayHaveExecuted()).isTrue();
        assertThat(runs).isEmpty();
    }

    @Test
    void withoutAnotherInstanceTheCallFailsAsNotExecuted() {
        RawPeer leaver = leaver(World.REGISTRY);
        CompletableFuture<ProxyAnswer> call = call();
        leaver.close(1001, "leaving -1");
        assertThat(call.join().outcome()).isEqualTo(ProxyAnswer.Outcome.NO_INSTANCE);
        assertThat(call.join().mayHaveExecuted()).isFalse();
    }

    @Test
    void aHandlersOwn503IsNotRepeated() {
        RawPeer leaver = leaver(World.REGISTRY);
        CompletableFuture<ProxyAnswer> call = call();
        provide("10.0.1.1:9000");
        answer(leaver, "{\"status\":503,\"message\":\"a circuit breaker is open\"}");
        assertThat(call.join().status()).isEqualTo("503");
        assertThat(runs).isEmpty();
    }

    @Test
    void aCallThatALeavingRegistryDoesNotForwardGoesToAnInstanceOfAnother() {
        MemoryCluster cluster = new MemoryCluster(world.loop());
        String a = "10.0.0.2:8427";
        String b = "10.0.0.3:8427";
        TestRegistry leaving = TestRegistry.in(world, a, cluster.join(a));
        registry = TestRegistry.in(world, b, cluster.join(b));
        world.registries(b);
        leaver(a);
        provide("10.0.1.1:9000");
        assertThat(registry.keys("payments")).hasSize(2);
        leaving.get().stopping();
        answered(20);
        assertThat(runs).hasSize(20);
    }

    /** The registry that has the link of the leaving instance tells the one that was asked. */
    @Test
    void aCallOfAnotherRegistryOfTheClusterGoesToAnotherInstanceToo() {
        MemoryCluster cluster = new MemoryCluster(world.loop());
        String a = "10.0.0.2:8427";
        TestRegistry.in(world, a, cluster.join(a));
        registry = TestRegistry.in(world, "10.0.0.3:8427", cluster.join("10.0.0.3:8427"));
        world.registries(a);
        for (int i = 0; i < 2; i++) {
            RawPeer leaver = leaver(a);
            CompletableFuture<ProxyAnswer> call = call();
            assertThat(leaver.last()).contains("\"/x\"");
            TestNode other = provide("10.0.1.1:9000");
            if (i == 0) {
                leaver.close(1001, "leaving -1");
            } else {
                answer(leaver, "{\"status\":503,\"message\":\"leaving\",\"executed\":false}");
                leaver.close(1001, "leaving 100");
            }
            assertThat(call.join().payload()).isEqualTo("\"10.0.1.1:9000\"");
            other.stop();
        }
    }
}
