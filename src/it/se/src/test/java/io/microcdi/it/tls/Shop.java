package io.microcdi.it.tls;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;
import io.microcdi.it.front.TlsFront;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.support.Ports;

/** A registry and nodes that can be reached through TLS. */
final class Shop implements AutoCloseable {

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final int registryPort;

    Shop() {
        MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
        closing.push(registry::stop);
        registry.start();
        registryPort = registry.port();
    }

    /** The registry behind TLS. */
    TlsFront registryFront(Path keyStore, Path... clients) {
        return front(keyStore, registryPort, clients);
    }

    /** TLS in front of a port. */
    TlsFront front(Path keyStore, int port, Path... clients) {
        TlsFront front = (clients.length == 0 ? TlsFront.listen(keyStore) : TlsFront.listen(keyStore, clients[0]))
                .leadTo(port);
        closing.push(front::close);
        return front;
    }

    /** A node that serves {@code /greet}, advertised as what is behind TLS at a host. */
    MicroNode provider(MicroNodeBuilder builder, String host, Path keyStore) {
        int port = Ports.free();
        MicroNode node = node(builder.listen("127.0.0.1", port).set(ConfigKeys.ADVERTISE_SCHEME, "wss")
                .set(ConfigKeys.ADVERTISE_HOST, host).set(ConfigKeys.ADVERTISE_PORT, front(keyStore, port).port()));
        node.register("/greet", String.class, (name, context) -> "hello " + name);
        return node;
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
