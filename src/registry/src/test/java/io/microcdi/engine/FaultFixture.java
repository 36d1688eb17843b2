package io.microcdi.engine;

import java.util.ArrayList;
import java.util.List;

import io.microcdi.MicroPeer;
import io.microcdi.RouteHandler;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A registry, a provider and a consumer without threads, for the faults of the reference. */
class FaultFixture {

    static final String PROVIDER = "10.0.1.0:9000";

    final World world = new World();
    final TestRegistry registry = TestRegistry.in(world);
    final TestNode provider = world.node("payments", PROVIDER);
    final TestNode consumer = world.node("checkout", "10.0.0.6:9000");
    final List<String> runs = new ArrayList<>();

    final void provide(String route, RouteHandler handler) {
        provider.route(route, handler);
        provider.start();
        consumer.start();
    }

    final TestNode another(String address) {
        TestNode node = world.node("payments", address);
        node.route("/x", context -> address);
        return node.start();
    }

    final MicroPeer peer() {
        return consumer.caller().peerAsync("payments", List.of()).join();
    }

    final Pipe link() {
        return world.network().last(PROVIDER);
    }
}
