package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.testing.World;

/** An observer, or a log, that blocks keeps no other thread from the registries. */
class BlockedObserverTest {

    private final World world = new World();
    private final Node node = new Node("shop", Set.of(), world.config(), world.environment(), world.network(),
            ConnectPolicy.OFF);
    private final List<String> events = new ArrayList<>();
    private final Directory directory = new Directory(node, world.config(), new Leaving());

    @Test
    void theNodeCanLeaveMeanwhile() {
        world.network().hang(World.REGISTRY);
        node.announce(InstanceKey.parse("10.0.0.5:9000"), "ws");
        node.start();
        directory.join();
        world.network().refuseHung();
        assertThat(events).containsExactly("unreachable");
    }

    /** Another thread stops the node while this one tells that a registry cannot be reached. */
    private final class Leaving implements RegistryObserver {

        @Override
        public void joined(URI registry) {
            events.add("joined");
        }

        @Override
        public void lost(URI registry) {
            events.add("lost");
        }

        @Override
        public void unreachable(URI registry, Throwable failure) {
            CompletableFuture.runAsync(directory::leave, task -> new Thread(task).start())
                    .orTimeout(10, TimeUnit.SECONDS).join();
            events.add("unreachable");
        }

        @Override
        public void notReachable() {
            events.add("not reachable");
        }
    }
}
