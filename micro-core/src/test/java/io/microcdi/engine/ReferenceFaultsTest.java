package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.GenericType;
import io.microcdi.MicroPeer;
import io.microcdi.PendingCall;
import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.RouteException;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/**
 * What is at fault in the reference and right here, by the rows of its list. Rows 1, 17 and 24 are tried on real sockets
 * as well, in {@link BrokenFramesTest}; 5, 6, 8 and 11 in {@link ReferenceFaultsOnTyrusTest}.
 */
class ReferenceFaultsTest {

    private static final String PROVIDER = "10.0.1.0:9000";

    private final World world = new World();
    private final TestRegistry registry = world.registry();
    private final TestNode provider = world.node("payments", PROVIDER);
    private final TestNode consumer = world.node("checkout", "10.0.0.6:9000");
    private final List<String> runs = new ArrayList<>();

    @Test
    void row02_aHandlerThatFinishesWhileItsLinkClosesHarmsNobody() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        provide("/slow", context -> answer);
        CompletableFuture<String> call = consumer.call("payments", "/slow");
        link().cut();
        assertThatThrownBy(call::join).isInstanceOf(LinkLostException.class);
        answer.complete("too late");
        assertThat(provider.node().counters().dropped()).isEqualTo(1);
        provider.route("/next", context -> "served");
        assertThat(consumer.call("payments", "/next").join()).isEqualTo("served");
    }

    @Test
    void row03_whoeverAnnouncesAnothersAddressDoesNotReceiveItsCalls() {
        provide("/x", context -> "the real one");
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("the real one");
        RawPeer atRegistry = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.1.0/9000/payments?v=1&id=evil");
        RawPeer atConsumer = RawPeer.dial(world, "ws://10.0.0.6:9000/10.0.1.0/9000/payments?v=1&id=evil");
        for (int i = 0; i < 50; i++) {
            assertThat(consumer.call("payments", "/x").join()).isEqualTo("the real one");
        }
        world.advance(Duration.ofSeconds(3));
        assertThat(atRegistry.closed()).isEqualTo("1008 address in use");
        assertThat(registry.keys("payments")).containsExactly(PROVIDER);
        assertThat(atConsumer.received()).as("nothing but the hello").hasSize(1);
    }

    @Test
    void row04_closingTheOldLinkKeepsTheNewRegistration() {
        provide("/x", context -> "before");
        world.advance(Duration.ofSeconds(1));
        Pipe old = world.network().dials(World.REGISTRY).stream()
                .filter(dial -> dial.url().getPath().startsWith("/10.0.1.0/")).findFirst().orElseThrow().pipe();
        old.dialler().freeze();
        TestNode restarted = world.node("payments", PROVIDER);
        restarted.route("/x", context -> "after");
        restarted.start();
        world.advance(Duration.ofSeconds(2));
        old.cut();
        assertThat(registry.keys("payments")).containsExactly(PROVIDER);
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("after");
    }

    @Test
    void row05_twoNodesThatDialEachOtherAtOnceKeepBothLinks() {
        provide("/x", context -> "from payments");
        consumer.route("/x", context -> "from checkout");
        world.network().hang(PROVIDER);
        world.network().hang("10.0.0.6:9000");
        CompletableFuture<String> there = consumer.call("payments", "/x");
        CompletableFuture<String> back = provider.call("checkout", "/x");
        world.network().release();
        assertThat(there.join()).isEqualTo("from payments");
        assertThat(back.join()).isEqualTo("from checkout");
        assertThat(world.network().last(PROVIDER).isClosed()).isFalse();
        assertThat(world.network().last("10.0.0.6:9000").isClosed()).isFalse();
        world.advance(Duration.ofMinutes(1));
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("from payments");
    }

    @Test
    void row06_aCallToOneselfWorksWithoutASocket() {
        provide("/x", context -> "me");
        int before = world.network().dials().size();
        assertThat(provider.call("payments", "/x").join()).isEqualTo("me");
        assertThat(world.network().dials()).hasSize(before);
    }

    @Test
    void row07_aHalfOpenInstanceIsTakenOutAtTwentySeconds() {
        provide("/x", context -> "answer");
        world.network().last(World.REGISTRY).dialler().freeze();
        provider.leaveOnly();
        RawPeer half = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.1.7/9000/payments");
        half.pipe().dialler().freeze();
        world.advance(Duration.ofMillis(18_500));
        assertThat(registry.keys("payments")).contains("10.0.1.7:9000");
        world.advance(Duration.ofMillis(3_000));
        assertThat(registry.keys("payments")).doesNotContain("10.0.1.7:9000");
    }

    @Test
    void row07_aCallerFindsOutThatItsPeerIsDead() {
        provide("/x", context -> PROVIDER);
        assertThat(consumer.call("payments", "/x").join()).isEqualTo(PROVIDER);
        provider.freeze();
        world.network().hang(PROVIDER);
        CompletableFuture<String> call = consumer.call("payments", "/x");
        world.advance(Duration.ofSeconds(21));
        assertThatThrownBy(call::join).as("long before its own 30 s").isInstanceOf(LinkLostException.class)
                .hasMessageContaining("4000");
        another("10.0.1.1:9000");
        world.advance(Duration.ofMillis(50));
        for (int i = 0; i < 20; i++) {
            assertThat(consumer.call("payments", "/x").join()).as("its breaker is open").isEqualTo("10.0.1.1:9000");
        }
    }

    @Test
    void row08_getWithAndWithoutExclusionInTheSameInstantBothSettle() {
        provide("/x", context -> "x");
        another("10.0.1.1:9000");
        CompletableFuture<CompletableFuture<MicroPeer>> excluding = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<MicroPeer>> plain = new CompletableFuture<>();
        world.loop().execute(() -> {
            plain.complete(consumer.caller().getAsync("payments", List.of()));
            excluding.complete(consumer.caller().getAsync("payments", List.of(PROVIDER)));
        });
        assertThat(plain.join().join().key()).isIn(PROVIDER, "10.0.1.1:9000");
        assertThat(excluding.join().join().key()).isEqualTo("10.0.1.1:9000");
    }

    @Test
    void row09_nothingPilesUpWithRediscoveries() {
        provide("/x", context -> "x");
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("x");
        world.advance(Duration.ofMinutes(1));
        int alarms = world.timer().alarms();
        for (int i = 0; i < 100; i++) {
            link().cut();
            assertThat(consumer.caller().getAsync("payments", List.of()).join().key()).isEqualTo(PROVIDER);
            assertThat(consumer.call("payments", "/x").join()).isEqualTo("x");
        }
        world.advance(Duration.ofMinutes(1));
        assertThat(world.timer().alarms()).isEqualTo(alarms);
        assertThat(consumer.node().links()).as("the registry and the provider").isEqualTo(2);
        assertThat(provider.node().links()).isEqualTo(2);
    }

    @Test
    void row10_afterATimeoutNobodyIsChargedTwice() {
        provide("/charge", context -> {
            runs.add("charged");
            return new CompletableFuture<>();
        });
        another("10.0.1.1:9000").route("/charge", context -> runs.add("charged"));
        CompletableFuture<String> call = consumer.call("payments", "/charge", Duration.ofSeconds(1));
        world.advance(Duration.ofMinutes(1));
        assertThat(runs).hasSize(1);
        assertThat(call).isDone();
    }

    @Test
    void row11_anAbortCancelsTheHandlersStageAndIsSeenInItsContext() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        List<RouteContext> contexts = new ArrayList<>();
        List<String> told = new ArrayList<>();
        provide("/slow", context -> {
            contexts.add(context);
            context.onAbort(() -> told.add("told"));
            return stage;
        });
        CompletableFuture<String> call = consumer.call("payments", "/slow");
        assertThat(contexts.get(0).isAborted()).isFalse();
        call.cancel(true);
        assertThat(contexts.get(0).isAborted()).isTrue();
        assertThat(told).containsExactly("told");
        assertThat(stage).isCancelled();
    }

    @Test
    void row12_badInputIsAnAnswerAndNoFailureOfThePeer() {
        provide("/x", context -> {
            runs.add("run");
            throw new RouteException(400, "bad input");
        });
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(consumer.caller().to("payments").idempotent().callAsync("/x", null, Void.class)::join)
                    .isInstanceOf(CallFailedException.class).hasMessage("bad input");
        }
        assertThat(runs).as("each was sent once, and to the same instance again").hasSize(3);
        assertThat(consumer.caller().counters().retries()).isZero();
    }

    @Test
    void row13_aMemberNamedEIsDataLikeAnyOther() {
        provide("/x", context -> Map.of("e", "not an error", "status", 500));
        assertThat(consumer.caller().callAsync("payments", "/x", null, new GenericType<Map<String, Object>>() {
        }).join()).containsEntry("e", "not an error");
    }

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

    /** What JSON-B writes of an order. */
    public record Order(String id, LocalDate due, Map<String, Integer> items, byte[] signature) {
    }

    @Test
    void row15_whatIsSentArrivesAsItWas() {
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
            keys.add(consumer.caller().getAsync("payments", List.of()).join().key());
        }
        assertThat(keys).hasSize(1);
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

    @Test
    void aTimedOutCallSaysSo() {
        provide("/x", context -> new CompletableFuture<>());
        CompletableFuture<String> call = consumer.call("payments", "/x", Duration.ofMillis(100));
        world.advance(Duration.ofMillis(100));
        assertThatThrownBy(call::join).isInstanceOf(CallTimeoutException.class);
    }

    private void provide(String route, io.microcdi.RouteHandler handler) {
        provider.route(route, handler);
        provider.start();
        consumer.start();
    }

    private TestNode another(String address) {
        TestNode node = world.node("payments", address);
        node.route("/x", context -> address);
        return node.start();
    }

    private MicroPeer peer() {
        return consumer.caller().getAsync("payments", List.of()).join();
    }

    private Pipe link() {
        return world.network().last(PROVIDER);
    }
}
