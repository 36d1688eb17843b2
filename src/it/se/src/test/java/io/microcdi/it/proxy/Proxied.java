package io.microcdi.it.proxy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;
import io.microcdi.it.front.Nginx;
import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.it.front.ProxyProcess;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.support.Ports;

/** A registry and a provider that are reached through nginx, which ends TLS and leads to them by paths of its own. */
final class Proxied implements AutoCloseable {

    static final String PROVIDER = "payments";

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final Nginx nginx;
    private final PrivateAuthority authority;
    private final Path keyStore;
    private final Path directory;
    private final MicroRegistry registry = MicroRegistry.builder().listen(Ports.free()).build();
    private final int registryPort;
    private final int providerPort = Ports.free();
    private final int port = Ports.free();
    private ProxyProcess running;

    Proxied(Nginx nginx, PrivateAuthority authority, Path keyStore, Path directory) {
        this.nginx = nginx;
        this.authority = authority;
        this.keyStore = keyStore;
        this.directory = directory;
        closing.push(registry::stop);
        registry.start();
        registryPort = registry.port();
    }

    /** Starts nginx, again if it was closed. */
    Proxied start(String directives) {
        running = nginx.start(directory, port, keyStore, directives + """
                location /hub/ {
                    proxy_pass http://127.0.0.1:%d/;
                }
                location /shop/payments/ {
                    proxy_pass http://127.0.0.1:%d/;
                }
                """.formatted(registryPort, providerPort));
        closing.push(running::close);
        return this;
    }

    ProxyProcess nginx() {
        return running;
    }

    String url(String path) {
        return "wss://localhost:" + port + path;
    }

    /** The key of the provider. */
    String providerKey() {
        return "localhost:" + port + "/shop/payments";
    }

    MicroNodeBuilder builder(String namespace) {
        return MicroNode.builder(namespace).registry(url("/hub"))
                .set(ConfigKeys.RECONNECT_DELAY, Duration.ofMillis(200))
                .set(ConfigKeys.TLS_TRUST_STORE, authority.trustedPem().toString());
    }

    MicroNode provider(MicroNodeBuilder builder) {
        MicroNode node = node(builder.listen("127.0.0.1", providerPort).set(ConfigKeys.ADVERTISE_SCHEME, "wss")
                .set(ConfigKeys.ADVERTISE_HOST, "localhost").set(ConfigKeys.ADVERTISE_PORT, port)
                .set(ConfigKeys.ADVERTISE_PATH, "/shop/payments"));
        node.register("/echo", String.class, (text, context) -> text);
        return node;
    }

    MicroNode node(MicroNodeBuilder builder) {
        MicroNode node = builder.build();
        closing.push(node::stop);
        return node;
    }

    /** For how long the registry has heard of the provider on one link. */
    Duration heardFor() {
        return registry.namespaces().stream().filter(namespace -> namespace.name().equals(PROVIDER))
                .flatMap(namespace -> namespace.instances().stream()).findFirst().map(Proxied::heardFor)
                .orElse(Duration.ZERO);
    }

    private static Duration heardFor(InstanceView instance) {
        Instant heard = instance.heartbeat();
        return Duration.between(instance.since(), heard);
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
