package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroPeer;
import io.microcdi.PendingCall;
import io.microcdi.RawJson;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.testing.CountingRandom;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Faults of the reference that are correct here, by the rows of its list: 14 to 25. */
class ReferenceFaultsFrom14Test extends FaultFixture {

    @Test
    void row14_abortBeforeAnybodyWaitsAborts() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        provide("/slow", context -> stage);
        PendingCall<String> pending = peer().request("/slow", null, String.class);
        assertThat(pending.abort()).isTrue();
        assertThat(stage).isCancelled();
        assertThatThrownBy(pending::join).isInstanceOf(CallAbortedException.class);
        assertThat(pending.abort()).isFalse();
    }

    @Test
    void row14_anAnswerThatComesBeforeAnybodyWaitsIsKept() {
        provide("/x", context -> "early");
        PendingCall<String> pending = peer().request("/x", null, String.class);
        world.advance(Duration.ofMinutes(5));
        assertThat(pending.join()).isEqualTo("early");
    }

    /** The JSON of an order. */
    public record Order(String id, LocalDate due, Map<String, Integer> items, byte[] signature) {
    }

    @Test
    void row15_aPayloadArrivesUnchanged() {
        provide("/order", context -> {
            Order order = context.payload(Order.class);
            return List.of(order.id(), order.due().toString(), new TreeMap<>(order.items()).toString(),
                    order.signature().length);
        });
        Order order = new Order("o-1", LocalDate.of(2026, 2, 28), Map.of("a", 1, "b", 2), new byte[] { 1, 2, 3 });
        assertThat(consumer.caller().callAsync("payments", "/order", order, RawJson.class).join().text())
                .isEqualTo("[\"o-1\",\"2026-02-28\",\"{a=1, b=2}\",3]");
        provider.route("/text", context -> context.payload(String.class));
        assertThat(consumer.caller().callAsync("payments", "/text", "as it is", String.class).join())
                .isEqualTo("as it is");
        provider.route("/dates", context -> context.payload(LocalDate[].class)[1]);
        assertThat(consumer.caller().callAsync("payments", "/dates",
                List.of(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 2)), LocalDate.class).join())
                .isEqualTo(LocalDate.of(2026, 1, 2));
    }

    @Test
    void row16_pushesToAStoppedPeerAreRefusedAtABound() {
        provide("/log", context -> null);
        MicroPeer peer = peer();
        link().dialler().stall();
        String line = "x".repeat(1_000);
        int queued = 0;
        CallRefusedException refusal = null;
        while (refusal == null && queued < 200_000) {
            try {
                peer.push("/log", line);
                queued++;
            } catch (CallRefusedException e) {
                refusal = e;
            }
        }
        assertThat(queued).as("16 MiB of characters, and the one under way").isBetween(15_000, 16_385);
        assertThat(refusal).hasMessageContaining("write queue is full");
        assertThat(refusal.status()).isEqualTo(429);
        assertThatThrownBy(peer.request("/log", line, Void.class)::join).isInstanceOf(CallRefusedException.class);
    }

    @Test
    void row17_aRequestBeyondTheLimitIsRefusedWhereItIsSent() {
        provide("/x", context -> "x");
        String large = "x".repeat(48 << 20);
        assertThatThrownBy(consumer.caller().callAsync("payments", "/x", large, String.class)::join)
                .isInstanceOfSatisfying(CallRefusedException.class, e -> assertThat(e.status()).isEqualTo(413));
        assertThat(link().dialler().sent()).isEmpty();
        assertThat(consumer.call("payments", "/x").join()).as("the link lives").isEqualTo("x");
    }

    @Test
    void row18_aHandlerThatNeverEndsIsGivenUp() {
        CompletableFuture<String> never = new CompletableFuture<>();
        provide("/never", context -> never);
        RawPeer node = RawPeer.dial(world, "ws://" + PROVIDER + "/10.0.0.9/9000/orders");
        assertThat(node.ask(0, "/never", "null")).isNull();
        world.advance(Duration.ofMillis(29_999));
        assertThat(never).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(never).isCancelled();
        assertThat(node.last()).contains("\"id\":0", "\"status\":504");
    }

    @Test
    void row19_retriesShareOneDeadline() {
        provide("/x", context -> new CompletableFuture<>());
        IntStream.range(1, 5).forEach(i -> another("10.0.1." + i + ":9000").route("/never", c -> null));
        CompletableFuture<String> call = consumer.caller().to("payments").timeout(Duration.ofMillis(100)).retries(3)
                .idempotent().callAsync("/x", null, String.class);
        world.advance(Duration.ofMillis(100));
        assertThat(call).isDone();
    }

    @Test
    void row20_callsAreSpreadOverAllInstances() {
        provide("/x", context -> PROVIDER);
        another("10.0.1.1:9000");
        another("10.0.1.2:9000");
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 600; i++) {
            counts.merge(consumer.call("payments", "/x").join(), 1, Integer::sum);
        }
        assertThat(counts).hasSize(3);
        assertThat(counts.values()).allMatch(count -> count > 120);
    }

    @Test
    void row20_getKeepsItsInstance() {
        provide("/x", context -> PROVIDER);
        another("10.0.1.1:9000");
        another("10.0.1.2:9000");
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            keys.add(consumer.caller().peerAsync("payments", List.of()).join().key());
        }
        assertThat(keys).hasSize(1);
    }

    @Test
    void row21_findDrawsOneNumberHoweverManyInstancesThereAre() {
        CountingRandom counting = new CountingRandom();
        TestRegistry large = TestRegistry.in(world, "10.0.0.2:8427", counting);
        IntStream.range(0, 5_000).forEach(i -> RawPeer.dial(world, "ws://10.0.0.2:8427/10.1." + i / 250 + "." + i % 250
                + "/9000/payments"));
        assertThat(large.get().instances()).isEqualTo(5_000);
        RawPeer asker = RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.9/9000/asker");
        assertThat(asker.ask(0, "/-/find", "{\"namespace\":\"payments\"}")).contains("\"port\":9000");
        assertThat(asker.ask(1, "/-/find", "{\"namespace\":\"payments\",\"exclude\":[\"10.1.0.0:9000\"]}"))
                .contains("\"port\":9000");
        assertThat(counting.bounds()).containsExactly(5_000, 4_999);
    }

    @Test
    void row23_aSecondRegistryTakesOverWhenTheFirstIsGone() {
        TestRegistry second = TestRegistry.in(world.registries(World.REGISTRY, "10.0.0.2:8427"), "10.0.0.2:8427");
        TestNode twice = world.node("orders", "10.0.1.9:9000").start();
        twice.route("/x", context -> "orders");
        TestNode caller = world.node("checkout", "10.0.0.7:9000").start();
        registry.kill();
        assertThat(second.keys("orders")).hasSize(1);
        assertThat(caller.call("orders", "/x").join()).isEqualTo("orders");
    }

    @Test
    void row24_aRequestWithoutDataIsAnswered400AndBadJsonIsCounted() {
        provide("/x", context -> "x");
        RawPeer node = RawPeer.dial(world, "ws://" + PROVIDER + "/10.0.0.9/9000/orders");
        node.send("{\"id\":1,\"mode\":0,\"twoway\":true}");
        assertThat(node.last()).contains("\"id\":1", "\"status\":400", "\"message\":\"");
        node.send("{bad json");
        assertThat(provider.node().counters().malformed()).isEqualTo(2);
        assertThat(node.ask(2, "/x", "null")).contains("\"status\":200");
    }

    @Test
    void row25_afterARestartOfTheRegistryNodesComeBackAtDifferentInstants() {
        List<TestNode> nodes = IntStream.range(0, 20)
                .mapToObj(i -> world.node("orders", "10.0.2." + i + ":9000").start()).toList();
        assertThat(nodes).hasSize(20);
        registry.kill();
        registry.start();
        Set<Long> instants = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            int before = registry.get().instances();
            world.advance(Duration.ofMillis(10));
            if (registry.get().instances() > before) {
                instants.add((long) i);
            }
        }
        assertThat(registry.keys("orders")).hasSize(20);
        assertThat(instants).hasSizeGreaterThan(15);
    }
}
