package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** The way of a node into the registry: found at its own address first, then registered, then kept so. */
class RegistrarTest {

    private static final String ADDRESS = "10.0.0.5:9000";

    private final World world = new World();
    private final TestNode node = world.node("payments", ADDRESS);

    @Test
    void aNodeThatFindsItselfIsRegistered() {
        TestRegistry registry = TestRegistry.in(world);
        node.start();
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
        assertThat(node.directory().isJoined()).isTrue();
        assertThat(node.events()).containsExactly("joined " + World.REGISTRY);
        assertThat(node.node().links()).as("the self-check counts as no link").isEqualTo(1);
    }

    @Test
    void aNodeThatIsNotThereDoesNotJoinUntilItIs() {
        TestRegistry registry = TestRegistry.in(world);
        node.node().start();
        node.joinOnly();
        world.advance(Duration.ofSeconds(10));
        assertThat(registry.keys("payments")).isEmpty();
        assertThat(node.events()).contains("not reachable").doesNotContain("joined " + World.REGISTRY);
        node.listen();
        world.advance(Duration.ofSeconds(1));
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
    }

    /** A server tells its port when it listens, which may take it long: nobody has to set a key then. */
    @Test
    void aServerThatStartsSlowlyIsNotWarnedOfInItsFirstMinute() {
        TestRegistry registry = TestRegistry.in(world);
        AtomicBoolean listens = new AtomicBoolean();
        Registrar joining = new Registrar(node.node(), node.directory(), () -> {
            if (!listens.get()) {
                throw new IllegalStateException("the server does not tell its port, or not yet");
            }
            return node.find();
        }, world.config(), node);
        try (LogCapture log = new LogCapture("io.microcdi.discovery")) {
            node.listen();
            joining.start();
            world.advance(Duration.ofSeconds(59));
            assertThat(log.messages()).isEmpty();
            world.advance(Duration.ofSeconds(2));
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO001304: ").contains("or not yet");
            listens.set(true);
            world.advance(Duration.ofSeconds(1));
            assertThat(registry.keys("payments")).containsExactly(ADDRESS);
        }
    }

    /** A probe of a server may fail in any way, and so may what hears of it. */
    @Test
    void whateverFailsTheAttemptsGoOn() {
        TestRegistry registry = TestRegistry.in(world);
        AtomicInteger attempts = new AtomicInteger();
        RegistryObserver observer = new Failing();
        Registrar joining = new Registrar(node.node(), node.directory(), () -> {
            switch (attempts.incrementAndGet()) {
                case 1 -> throw new NullPointerException();
                case 2 -> throw new NoClassDefFoundError("expected by this test");
                default -> {
                    return node.find();
                }
            }
        }, world.config(), observer);
        node.listen();
        assertThatThrownBy(joining::start).hasMessage("an observer that fails");
        assertThatThrownBy(() -> world.advance(Duration.ofSeconds(1))).hasMessage("an observer that fails");
        world.advance(Duration.ofSeconds(1));
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
    }

    private static final class Failing implements RegistryObserver {

        @Override
        public void joined(URI registry) {
            // the test asks the registry
        }

        @Override
        public void lost(URI registry) {
            // it does not happen
        }

        @Override
        public void unreachable(URI registry, Throwable failure) {
            // it does not happen
        }

        @Override
        public void notReachable() {
            throw new IllegalStateException("an observer that fails");
        }
    }

    /** A server may take long to answer, or never do. */
    @Test
    void aStopDoesNotWaitForTheSearchOfTheAddress() throws Exception {
        CountDownLatch searching = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Registrar joining = new Registrar(node.node(), node.directory(), () -> {
            searching.countDown();
            await(stopped);
            return node.find();
        }, world.config(), node);
        CompletableFuture<Void> start = CompletableFuture.runAsync(joining::start, task -> new Thread(task).start());
        await(searching);
        CompletableFuture<Void> stop = CompletableFuture.runAsync(joining::stop, task -> new Thread(task).start());
        try {
            stop.get(10, TimeUnit.SECONDS);
        } finally {
            stopped.countDown();
        }
        start.get(10, TimeUnit.SECONDS);
        assertThat(node.node().announcement()).as("after the stop").isNull();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherNodeAtTheAddressIsNotTakenForOneself() {
        TestRegistry registry = TestRegistry.in(world);
        world.node("payments", ADDRESS).listen();
        node.node().start();
        node.joinOnly();
        world.advance(Duration.ofSeconds(10));
        assertThat(registry.keys("payments")).isEmpty();
        assertThat(node.events()).contains("not reachable");
    }

    @Test
    void somebodyWhoSaysNoHelloIsNotTakenForOneself() {
        TestRegistry registry = TestRegistry.in(world);
        RawPeer.listen(world, ADDRESS);
        node.node().start();
        node.joinOnly();
        world.advance(Duration.ofMillis(4_999));
        assertThat(node.events()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(node.events()).containsExactly("not reachable");
        assertThat(registry.keys("payments")).isEmpty();
    }

    /** As a registry at the root context does, as long as the application below it is not served yet. */
    @Test
    void aPeerThatClosesTheLinkInsteadOfAHelloIsDialledAgainSoon() {
        TestRegistry registry = TestRegistry.in(world);
        RawPeer other = RawPeer.listen(world, ADDRESS);
        node.node().start();
        node.joinOnly();
        other.close(1008, "the port is not a number");
        assertThat(node.events()).containsExactly("not reachable");
        node.listen();
        world.advance(Duration.ofMillis(100));
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
    }

    @Test
    void withoutTheSelfCheckItJoinsAtOnce() {
        TestRegistry registry = TestRegistry.in(world);
        world.set(ConfigKeys.ADVERTISE_SELF_CHECK, false);
        TestNode hidden = world.node("payments", ADDRESS);
        hidden.node().start();
        hidden.joinOnly();
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
    }

    @Test
    void theNodeMayStartBeforeTheRegistry() {
        node.start();
        assertThat(node.events()).containsExactly("unreachable " + World.REGISTRY);
        world.advance(Duration.ofMinutes(2));
        TestRegistry registry = TestRegistry.in(world);
        world.advance(Duration.ofSeconds(30));
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
    }

    @Test
    void heartbeatsKeepItRegistered() {
        TestRegistry registry = TestRegistry.in(world);
        node.start();
        world.advance(Duration.ofMinutes(10));
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
        assertThat(node.events()).containsExactly("joined " + World.REGISTRY);
        assertThat(world.network().dials(World.REGISTRY)).hasSize(1);
    }

    @Test
    void aRegistryThatComesBackIsJoinedWithinFourSeconds() {
        TestRegistry registry = TestRegistry.in(world);
        node.start();
        world.advance(Duration.ofSeconds(60));
        registry.kill();
        assertThat(node.events()).endsWith("lost " + World.REGISTRY);
        assertThat(node.directory().isJoined()).isFalse();
        world.advance(Duration.ofSeconds(20));
        registry.start();
        world.advance(Duration.ofSeconds(4));
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
        assertThat(node.directory().isJoined()).isTrue();
    }

    @Test
    void thePausesGrowWhileTheRegistryStaysAway() {
        node.start();
        world.advance(Duration.ofMinutes(2));
        int before = world.network().refused();
        world.advance(Duration.ofMinutes(10));
        int perTenMinutes = world.network().refused() - before;
        assertThat(perTenMinutes).as("2 s on average, 4 s at most").isBetween(220, 400);
    }

    /** With full jitter: the first within 3 s, and all others within 4 s. */
    @Test
    void thePausesGrowFromTheSecondAttemptToFourSeconds() {
        List<Long> longest = new ArrayList<>(List.of(0L, 0L, 0L, 0L));
        for (int i = 0; i < 200; i++) {
            TestNode dialling = world.node("payments", "10.0.2." + i + ":9000");
            int refused = world.network().refused();
            dialling.start();
            assertThat(world.network().refused() - refused).as("at once").isEqualTo(1);
            for (int attempt = 0; attempt < longest.size(); attempt++) {
                long pause = 0;
                while (world.network().refused() - refused < 2 + attempt) {
                    world.advance(Duration.ofMillis(100));
                    pause += 100;
                }
                longest.set(attempt, Math.max(longest.get(attempt), pause));
            }
            dialling.stop();
        }
        assertThat(longest.get(0)).isBetween(2_500L, 3_000L);
        assertThat(longest.get(1)).isBetween(3_500L, 4_000L);
        assertThat(longest.get(2)).isBetween(3_500L, 4_000L);
        assertThat(longest.get(3)).isBetween(3_500L, 4_000L);
    }

    @Test
    void aDialToARegistryIsGivenThirtySeconds() {
        world.network().hang(World.REGISTRY);
        node.start();
        world.advance(Duration.ofMillis(29_999));
        assertThat(node.events()).isEmpty();
        TestRegistry registry = TestRegistry.in(world);
        world.network().release();
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);

        TestNode late = world.node("orders", "10.0.0.7:9000");
        world.network().hang(World.REGISTRY);
        late.start();
        world.advance(Duration.ofSeconds(30));
        assertThat(late.events()).containsExactly("unreachable " + World.REGISTRY);
    }

    @Test
    void aNodeThatLeavesIsGoneAtOnceAndMayComeBack() {
        TestRegistry registry = TestRegistry.in(world);
        node.start();
        String firstId = node.node().id();
        world.advance(Duration.ofSeconds(5));
        node.stop();
        assertThat(registry.keys("payments")).isEmpty();
        assertThat(world.network().last(World.REGISTRY).dialler().closeCode()).isEqualTo(1001);
        assertThat(world.timer().alarms()).as("the registry's own three are left").isEqualTo(3);
        node.start();
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
        assertThat(node.node().id()).isNotEqualTo(firstId);
    }

    @Test
    void aNodeThatIsStoppedWhileItDialsTheRegistryDoesNotStayRegistered() {
        TestRegistry registry = TestRegistry.in(world);
        world.network().hang(World.REGISTRY);
        node.start();
        node.stop();
        world.network().release();
        assertThat(registry.keys("payments")).isEmpty();
        assertThat(world.network().last(World.REGISTRY).isClosed()).isTrue();
    }

    @Test
    void aDialThatWasBegunBeforeARestartIsNotKept() {
        TestRegistry registry = TestRegistry.in(world);
        world.network().hang(World.REGISTRY);
        node.start();
        node.stop();
        node.start();
        world.network().release();
        world.advance(Duration.ofSeconds(10));
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
        assertThat(world.network().dials(World.REGISTRY).stream().filter(dial -> !dial.pipe().isClosed())).hasSize(1);
        assertThat(heartbeatsIn(Duration.ofMinutes(1))).isEqualTo(6);
    }

    @Test
    void anAttemptFromBeforeARestartDoesNotBeginTwice() {
        TestRegistry registry = TestRegistry.in(world);
        node.node().start();
        for (int i = 0; i < 3; i++) {
            node.leaveOnly();
            node.joinOnly();
        }
        node.listen();
        world.advance(Duration.ofSeconds(10));
        assertThat(registry.keys("payments")).containsExactly(ADDRESS);
        assertThat(world.network().dials(World.REGISTRY)).hasSize(1);
        assertThat(heartbeatsIn(Duration.ofMinutes(1))).isEqualTo(6);
    }

    @Test
    void afterARegistryIsBackNotAllNodesComeAtTheSameInstant() {
        TestRegistry registry = TestRegistry.in(world);
        IntStream.range(0, 200).forEach(i -> world.node("payments", "10.0.1." + i + ":9000").start());
        assertThat(registry.get().instances()).isEqualTo(200);
        registry.kill();
        registry.start();
        List<Integer> arrivals = IntStream.range(0, 10).map(tenth -> {
            int before = registry.get().instances();
            world.advance(Duration.ofMillis(300));
            return registry.get().instances() - before;
        }).boxed().toList();
        assertThat(arrivals).as("in each tenth of three seconds").allMatch(count -> count >= 5 && count <= 40);
        assertThat(registry.get().instances()).isEqualTo(200);
    }

    private long heartbeatsIn(Duration time) {
        long before = heartbeats();
        world.advance(time);
        return heartbeats() - before;
    }

    private long heartbeats() {
        return world.network().dials(World.REGISTRY).stream().flatMap(dial -> dial.pipe().dialler().sent().stream())
                .filter(text -> text.contains("/-/heartbeat")).count();
    }
}
