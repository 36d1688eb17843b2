package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.RetryMode;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.error.RouteException;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.LivingThreads;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/**
 * The scenarios that the reference demands of itself, by its names. Those about failing peers run as it does, with
 * {@code micro.retry=always}.
 */
class ScenariosTest {

    private final World world = new World().set(ConfigKeys.RETRY, RetryMode.ALWAYS);
    private final List<String> runs = new ArrayList<>();

    @Test
    void discoveryEndToEnd() {
        try (Cluster cluster = new Cluster()) {
            MicroRegistry registry = cluster.startRegistry();
            MicroNode provider = cluster.node("payments");
            provider.register("/charge", Integer.class, (amount, context) -> "charged " + amount);
            provider.start();
            MicroNode consumer = cluster.node("checkout");
            consumer.start();
            assertThat(registry.namespaces()).extracting(n -> n.name()).containsExactly("checkout", "payments");
            assertThat(consumer.caller().call("payments", "/charge", 100, String.class)).isEqualTo("charged 100");
        }
    }

    @Test
    void listenAgainAfterTeardown() {
        try (Cluster cluster = new Cluster()) {
            cluster.startRegistry();
            MicroNode provider = cluster.node("payments");
            provider.register("/who", context -> "me");
            MicroNode consumer = cluster.node("checkout");
            consumer.start();
            for (int i = 0; i < 3; i++) {
                provider.start();
                assertThat(provider.isRegistered()).isTrue();
                assertThat(consumer.caller().call("payments", "/who", null, String.class)).isEqualTo("me");
                provider.stop();
                assertThat(provider.isRegistered()).isFalse();
            }
        }
    }

    @Test
    void rollBackWhenTheRegistryIsUnreachable() {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        MicroNode node = new Cluster().builder("payments").registry("ws://127.0.0.1:1")
                .set(ConfigKeys.REGISTRY_REQUIRED, true).build();
        assertThatThrownBy(node::start).isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("ws://127.0.0.1:1").hasMessageContaining("micro.registry.required");
        assertThat(node.isRegistered()).isFalse();
        assertThat(LivingThreads.of(thread -> thread.getName().startsWith("micro-") && !others.contains(thread)))
                .as("nothing of it is left").isEmpty();
        assertThatThrownBy(node::start).as("it may be tried again").isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void heartbeatKeepsAlive() {
        TestRegistry registry = TestRegistry.in(world);
        TestNode node = world.node("payments", "10.0.0.5:9000").start();
        world.advance(Duration.ofMinutes(5));
        assertThat(registry.keys("payments")).containsExactly("10.0.0.5:9000");
        assertThat(node.events()).hasSize(1);
    }

    @Test
    void silentClientDisconnected() {
        TestRegistry registry = TestRegistry.in(world);
        RawPeer silent = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/9000/payments");
        world.advance(Duration.ofMillis(18_500));
        assertThat(registry.keys("payments")).hasSize(1);
        world.advance(Duration.ofMillis(3_000));
        assertThat(registry.keys("payments")).isEmpty();
        assertThat(silent.closed()).startsWith("4000");
    }

    @Test
    void callReturnsData() {
        providers(1, address -> "the data");
        assertThat(consumer().call("payments", "/x").join()).isEqualTo("the data");
    }

    @Test
    void failingPeerExcludedAndAnotherChosen() {
        providers(2, address -> {
            if (address.equals("10.0.1.0:9000")) {
                throw new RouteException(500, "broken");
            }
            return address;
        });
        TestNode consumer = consumer();
        for (int i = 0; i < 20; i++) {
            assertThat(consumer.call("payments", "/x").join()).isEqualTo("10.0.1.1:9000");
        }
        assertThat(runs.stream().filter("10.0.1.0:9000"::equals)).as("passed over once it had failed").hasSize(1);
    }

    @Test
    void breakerResetsWhenAllAreExcluded() {
        boolean[] broken = { true };
        providers(2, address -> {
            if (broken[0]) {
                throw new RouteException(500, "broken");
            }
            return "well again";
        });
        TestNode consumer = consumer();
        assertThatThrownBy(consumer.call("payments", "/x")::join).hasMessage("broken");
        assertThat(runs).containsExactlyInAnyOrder("10.0.1.0:9000", "10.0.1.1:9000");
        broken[0] = false;
        assertThat(consumer.call("payments", "/x").join()).as("without waiting for the cooldown")
                .isEqualTo("well again");
    }

    @Test
    void correlationIdInjected() {
        assertThat(travelled("{\"amount\":1}")).as("between nodes of ours it travels beside the payload")
                .isEqualTo("{\"amount\":1}");
        assertThat(correlationId)
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void correlationIdPreserved() {
        assertThat(travelled("{\"amount\":1,\"_correlationId\":\"mine\"}"))
                .isEqualTo("{\"amount\":1,\"_correlationId\":\"mine\"}");
        assertThat(correlationId).isEqualTo("mine");
    }

    @Test
    void healthReturnsStatusAndRegistryState() {
        try (Cluster cluster = new Cluster()) {
            cluster.startRegistry();
            MicroNode provider = cluster.node("payments");
            provider.start();
            MicroNode consumer = cluster.node("checkout");
            consumer.start();
            JsonObject health = consumer.caller().call("payments", "/-/health", null, JsonObject.class);
            assertThat(health.getString("status")).isEqualTo("ok");
            assertThat(health.getBoolean("registry")).isTrue();
            assertThat(health.getJsonNumber("uptime").doubleValue()).isBetween(0.0, 600.0);
            assertThat(health.getJsonArray("namespaces")).isEmpty();
            assertThat(consumer.caller().call("checkout", "/-/health", null, JsonObject.class)
                    .getJsonArray("namespaces").toString()).contains("payments");
        }
    }

    @Test
    void requestPastItsTimeoutRejected() {
        providers(1, address -> new CompletableFuture<>());
        CompletableFuture<String> call = consumer().call("payments", "/x", Duration.ofMillis(100));
        world.advance(Duration.ofMillis(99));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThatThrownBy(call::join).isInstanceOf(CallTimeoutException.class).hasMessageContaining("100 ms");
    }

    @Test
    void requestWithinItsTimeoutSucceeds() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        providers(1, address -> answer);
        CompletableFuture<String> call = consumer().call("payments", "/x", Duration.ofMillis(100));
        world.advance(Duration.ofMillis(99));
        answer.complete("in time");
        assertThat(call.join()).isEqualTo("in time");
        world.advance(Duration.ofMinutes(1));
        assertThat(call.join()).isEqualTo("in time");
    }

    @Test
    void cachedClientUsedWhenLookupFailsByExclusion() {
        providers(1, address -> "cached");
        TestNode consumer = consumer();
        assertThat(consumer.caller().peerAsync("payments", List.of()).join().key()).isEqualTo("10.0.1.0:9000");
        assertThat(consumer.caller().peerAsync("payments", List.of("10.0.1.0:9000")).join().key())
                .as("there is no other").isEqualTo("10.0.1.0:9000");
        assertThat(world.network().dials("10.0.1.0:9000")).as("the self-check and one link").hasSize(2);
    }

    private String correlationId;

    private String travelled(String payload) {
        TestRegistry.in(world);
        TestNode provider = world.node("payments", "10.0.1.0:9000").start();
        provider.route("/echo", context -> {
            correlationId = context.correlationId().orElseThrow();
            return context.payload(RawJson.class);
        });
        return consumer().caller().callAsync("payments", "/echo", new RawJson(payload), RawJson.class).join().text();
    }

    private TestNode consumer() {
        return world.node("checkout", "10.0.0.6:9000").start();
    }

    /** The answer of an instance, by its address. */
    private interface Answer {

        Object at(String address);
    }

    private void providers(int count, Answer answer) {
        TestRegistry.in(world);
        for (int i = 0; i < count; i++) {
            String address = "10.0.1." + i + ":9000";
            world.node("payments", address).start().route("/x", context -> {
                runs.add(address);
                return answer.at(address);
            });
        }
    }
}
