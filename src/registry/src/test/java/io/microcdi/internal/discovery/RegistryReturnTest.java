package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.node.BusyServerException;
import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** All nodes of a registry dial it when it returns: they are back soon, and not all in the same moment. */
class RegistryReturnTest {

    private static final Duration ABSENCE = Duration.ofSeconds(60);

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);

    private List<TestNode> join(int count) {
        List<TestNode> nodes = IntStream.range(0, count)
                .mapToObj(i -> world.node("payments",
                        "10." + i / 62_500 + "." + i / 250 % 250 + "." + (1 + i % 250) + ":9000"))
                .toList();
        nodes.forEach(TestNode::start);
        assertThat(registry.get().instances()).isEqualTo(count);
        return nodes;
    }

    /** The registry does not know that the socket is broken, and its pings may still be answered. */
    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.5:9000", "10.0.0.5:9000/shop", "[fd00::5]:9000" })
    void aNodeThatLosesItsSocketReplacesItsOwnLinkByItsLease(String address) {
        TestNode node = world.node("payments", address).start();
        for (int round = 0; round < 3; round++) {
            Pipe broken = world.network().last(World.REGISTRY);
            broken.dialler().receiver().closed(1006, "");
            assertThat(node.directory().isJoined()).isFalse();
            int before = world.network().dials(World.REGISTRY).size();
            while (world.network().dials(World.REGISTRY).size() == before) {
                world.advance(Duration.ofMillis(1));
            }
            assertThat(broken.acceptor().closeReason()).isEqualTo("replaced");
            assertThat(node.directory().isJoined()).isTrue();
            assertThat(registry.keys("payments")).containsExactly(address);
        }
    }

    /** After a stop it is another start, and the lease is forgotten. */
    @Test
    void aNodeWithoutALeaseIsRegisteredWhenTheOldLinkIsDead() {
        TestNode first = world.node("payments", "10.0.0.5:9000").start();
        Pipe old = world.network().last(World.REGISTRY);
        old.dialler().freeze();
        world.advance(Duration.ofMillis(1));
        world.network().unlisten("10.0.0.5:9000");
        TestNode second = world.node("payments", "10.0.0.5:9000").start();
        assertThat(second.directory().isJoined()).isFalse();
        world.advance(Duration.ofMillis(1_999));
        assertThat(second.directory().isJoined()).isFalse();
        world.advance(Duration.ofMillis(1));
        assertThat(second.directory().isJoined()).isTrue();
        assertThat(old.acceptor().closeCode()).isEqualTo(4001);
        assertThat(first.node().id()).isNotEqualTo(second.node().id());
    }

    @Test
    void oneHundredAndFiftyNodesAreBackWithinFourSeconds() {
        join(150);
        registry.kill();
        world.advance(ABSENCE);
        registry.start();
        List<Integer> perSecond = new ArrayList<>();
        for (int second = 0; second < 4; second++) {
            int before = registry.get().instances();
            world.advance(Duration.ofSeconds(1));
            perSecond.add(registry.get().instances() - before);
        }
        assertThat(registry.get().instances()).as("back, by seconds: %s", perSecond).isEqualTo(150);
        assertThat(perSecond).as("not all in the same second").allSatisfy(n -> assertThat(n).isLessThan(90));
    }

    /** Six seconds' worth of handshakes. Those that are refused because too many wait come back after another pause. */
    @Test
    void aServerThatSpreadsHandshakesIsJoinedByAllAsFastAsItAllows() {
        int count = 600;
        world.set(ConfigKeys.HANDSHAKES_PER_SECOND, 100).set(ConfigKeys.MAX_HANDSHAKES, 100);
        join(count);
        registry.kill();
        world.advance(ABSENCE);
        HandshakeRate rate = HandshakeRate.waiting(world.config(), world.timer()::nanoTime);
        world.network().refuse(World.REGISTRY, () -> rate.turn() == HandshakeRate.REFUSED
                ? new IOException("answered the handshake with HTTP status 503")
                : null);
        registry.start();
        int seconds = 0;
        while (registry.get().instances() < count) {
            world.advance(Duration.ofSeconds(1));
            seconds++;
            assertThat(seconds).as("seconds until all are back").isLessThanOrEqualTo(6 + 6);
        }
    }

    /** A registry that is busy says when it takes the next handshake: each node comes back once, and not before. */
    @Test
    void aNodeComesBackWhenABusyRegistryAsksForIt() {
        int count = 50;
        join(count);
        registry.kill();
        world.advance(ABSENCE);
        AtomicInteger refused = new AtomicInteger();
        world.network().refuse(World.REGISTRY, () -> {
            refused.incrementAndGet();
            return new BusyServerException("busy", 10, null);
        });
        world.advance(Duration.ofSeconds(20));
        assertThat(refused.get()).as("once in 10 to 20 seconds each").isBetween(count, 2 * count);
        int before = world.network().dials(World.REGISTRY).size();
        world.network().refuse(World.REGISTRY, () -> null);
        registry.start();
        world.advance(Duration.ofSeconds(20));
        assertThat(registry.get().instances()).isEqualTo(count);
        assertThat(world.network().dials(World.REGISTRY)).as("one handshake each").hasSize(before + count);
    }
}
