package io.microcdi.engine;

import java.util.ArrayDeque;
import java.util.Deque;

import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.standalone.EngineNode;
import io.microcdi.standalone.MicroNodeBuilder;

/** A registry and nodes on loopback, on ports that were free, stopped in the order in which a careful person would. */
final class Cluster implements AutoCloseable {

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private EngineRegistry registry;
    private int registryPort;

    EngineRegistry startRegistry() {
        registry = (EngineRegistry) MicroRegistry.builder().build();
        registryPort = registry.listen(registryPort);
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
        MicroNodeBuilder builder = MicroNodeBuilder.create(namespace).listen("127.0.0.1", 0);
        return registryPort == 0 ? builder : builder.registry(registryUrl());
    }

    EngineNode node(String namespace) {
        return node(builder(namespace));
    }

    EngineNode node(MicroNodeBuilder builder) {
        EngineNode node = builder.build();
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
