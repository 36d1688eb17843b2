package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/**
 * What a registry tells those who watch. Two instances watch each other's namespace, and what has changed is told as soon
 * as either link closes: whichever ends first, the other one is still there to hear of it.
 */
class ChangesToldTest {

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);
    private final RawPeer payments = peer("10.0.0.5/9000/payments");
    private final RawPeer orders = peer("10.0.0.6/9000/orders");

    @BeforeEach
    void watch() {
        payments.ask(0, "/-/watch", "{\"namespace\":\"orders\"}");
        orders.ask(0, "/-/watch", "{\"namespace\":\"payments\"}");
    }

    @Test
    void anInstanceThatLeavesIsTold() {
        leave(payments);
        assertThat(orders.last()).contains("/-/changed", "\"rev\":1,\"added\":[],\"removed\":[\"10.0.0.5:9000\"]");
    }

    @Test
    void anInstanceThatComesIsTold() {
        peer("10.0.0.7/9000/payments");
        world.advance(Duration.ofMillis(50));
        assertThat(orders.last()).contains("/-/changed", "\"key\":\"10.0.0.7:9000\"", "\"removed\":[]");
    }

    /** Who watches would take the nodes for gone, when it is the registry that goes. */
    @Test
    void aRegistryThatStopsTellsNobodyThatAllAreGone() {
        registry.stop();
        assertThat(payments.closed()).isEqualTo("1001 leaving");
        assertThat(orders.closed()).isEqualTo("1001 leaving");
        assertThat(payments.received()).noneMatch(message -> message.contains("/-/changed"));
        assertThat(orders.received()).noneMatch(message -> message.contains("/-/changed"));
    }

    @Test
    void aRegistryThatWasStoppedTellsAgainAfterItsStart() {
        registry.stop();
        registry.start();
        RawPeer watcher = peer("10.0.0.6/9000/orders");
        watcher.ask(0, "/-/watch", "{\"namespace\":\"payments\"}");
        leave(peer("10.0.0.5/9000/payments"));
        assertThat(watcher.last()).contains("/-/changed", "\"removed\":[\"10.0.0.5:9000\"]");
    }

    private void leave(RawPeer peer) {
        world.loop().execute(() -> peer.close(1001, "leaving"));
    }

    private RawPeer peer(String announcement) {
        // as a task of its own, behind the end of the registry's side
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/" + announcement)
                .onClosed(() -> world.loop().execute(() -> world.advance(Duration.ofMillis(50))));
    }
}
