package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/**
 * A change of the number of instances is visible together with the change of the namespaces and with the reason among the
 * departures. The test reads the registry each time that it asks for the time, as concurrent readers do.
 */
class OrderOfChangesTest implements Timer {

    private final World world = new World();
    private final List<String> seen = new ArrayList<>();
    private Registry registry;

    @BeforeEach
    void watchAll() {
        registry = new Registry(TestRegistry.config(world),
                new NodeEnvironment(this, this, new Random(1), world.loop(), world.loop(),
                        IoExecutors.all(world.loop()),
                        PayloadCodec.withoutBinding(), link -> null),
                world.network());
        registry.start();
        world.network().listen(World.REGISTRY, registry::accept);
        RawPeer watcher = peer("3b241101-e2bb-4255-8caf-4136c566a962.invalid/1/checkout?v=1&id=w");
        watcher.ask(0, "/-/watch", "{\"namespace\":\"a\"}");
        watcher.ask(1, "/-/watch", "{\"namespace\":\"b\"}");
        seen.clear();
    }

    @Test
    void aNewInstanceIsInItsNamespaceBeforeItIsCounted() {
        peer("10.0.0.5/9000/a");
        assertThat(seen()).containsExactly("0 of [], 0 left", "0 of [a 1], 0 left", "1 of [a 1], 0 left");
    }

    @Test
    void aLeavingInstanceIsCountedUntilItIsInNoNamespaceAndGetsTheReason() {
        RawPeer peer = peer("10.0.0.5/9000/a");
        world.advance(Duration.ofSeconds(1));
        seen.clear();
        peer.close(1001, "leaving");
        assertThat(seen()).containsExactly("1 of [a 1], 0 left", "1 of [], 1 left", "0 of [], 1 left");
    }

    @Test
    void aLinkThatReplacesItsOwnChangesNothing() {
        peer("10.0.0.5/9000/a?v=1&id=s");
        seen.clear();
        peer("10.0.0.5/9000/a?v=1&id=s");
        assertThat(seen()).containsExactly("1 of [a 1], 0 left");
    }

    @Test
    void anInstanceThatTakesAnothersPlaceIsCountedOnceItHasIt() {
        RawPeer first = peer("10.0.0.5/9000/a?v=1&id=s");
        peer("10.0.0.5/9000/a?v=1&id=t");
        world.advance(Duration.ofSeconds(1));
        seen.clear();
        first.close(1001, "leaving");
        assertThat(seen()).containsExactly("1 of [a 1], 0 left", "1 of [], 1 left", "0 of [], 1 left",
                "0 of [a 1], 1 left", "1 of [a 1], 1 left");
    }

    @Test
    void anInstanceThatChangesItsNamespaceIsInOneOfThemWhileItIsCounted() {
        RawPeer peer = peer("10.0.0.5/9000");
        peer.send(online(0, "a"));
        world.advance(Duration.ofSeconds(1));
        seen.clear();
        peer.send(online(1, "b"));
        assertThat(seen()).containsExactly("1 of [a 1], 0 left", "1 of [], 1 left", "0 of [], 1 left",
                "0 of [b 1], 1 left", "1 of [b 1], 1 left");
    }

    /** The earlier state, and the state now. */
    private List<String> seen() {
        look();
        return seen;
    }

    private void look() {
        if (registry != null) {
            List<String> namespaces = registry.namespaces().stream()
                    .map(namespace -> namespace.name() + " " + namespace.instances().size()).toList();
            String now = registry.instances() + " of " + namespaces + ", " + registry.departures().size() + " left";
            if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(now)) {
                seen.add(now);
            }
        }
    }

    private RawPeer peer(String announcement) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/" + announcement);
    }

    private static String online(int id, String namespace) {
        return "{\"id\":" + id
                + ",\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\",\"props\":[\""
                + namespace + "\"]}}";
    }

    @Override
    public long nanoTime() {
        look();
        return world.timer().nanoTime();
    }

    @Override
    public Instant now() {
        look();
        return world.timer().now();
    }

    @Override
    public Alarm after(long nanos, Runnable action) {
        look();
        return world.timer().after(nanos, action);
    }

    @Override
    public Alarm every(long nanos, Runnable action) {
        return world.timer().every(nanos, action);
    }
}
