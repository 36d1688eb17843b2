package io.microcdi.testing;

import java.util.List;

import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.Registry;

/** A registry in a {@link World}. */
public final class TestRegistry {

    private final World world;
    private final String address;
    private final Registry registry;

    TestRegistry(World world, String address, Registry registry) {
        this.world = world;
        this.address = address;
        this.registry = registry;
    }

    /** Begins to listen. */
    public void start() {
        registry.start();
        world.network().listen(address, registry::accept);
    }

    /** Leaves in good order. */
    public void stop() {
        world.network().unlisten(address);
        registry.stop();
    }

    /** Dies: its sockets break, and nobody listens at its address. */
    public void kill() {
        world.network().unlisten(address);
        world.network().dials(address).forEach(dial -> dial.pipe().cut());
        registry.stop();
    }

    /** The registry itself. */
    public Registry get() {
        return registry;
    }

    /** The keys of the instances of a namespace, ordered. */
    public List<String> keys(String namespace) {
        return registry.namespaces().stream().filter(n -> n.name().equals(namespace))
                .map(NamespaceView::instances).flatMap(List::stream).map(InstanceView::key).toList();
    }
}
