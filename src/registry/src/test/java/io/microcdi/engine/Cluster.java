package io.microcdi.engine;

import java.util.ArrayDeque;
import java.util.Deque;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.MicroRegistry;

/** A registry and nodes on loopback, on ports that were free, stopped in the order in which a careful person would. */
final class Cluster implements AutoCloseable {

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private EngineRegistry registry;
    private int registryPort;

    EngineRegistry startRegistry() {
        registry = (EngineRegistry) MicroRegistry.builder().listen(registryPort).build();
        registry.start();
        registryPort = registry.port();
        closing.push(registry::stop);
        return registry;
    }

    EngineRegistry registry() {
        return registry;
    }

    String registryUrl() {
        return "ws://127.0.0.1:" + registryPort;
    }

    MicroNodeBuilder builder(String namespace) {
        MicroNodeBuilder builder = MicroNode.builder(namespace).listen("127.0.0.1", 0);
        return registryPort == 0 ? builder : builder.registry(registryUrl());
    }

    MicroNode node(String namespace) {
        return node(builder(namespace));
    }

    MicroNode node(MicroNodeBuilder builder) {
        MicroNode node = builder.build();
        closing.push(node::stop);
        return node;
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
