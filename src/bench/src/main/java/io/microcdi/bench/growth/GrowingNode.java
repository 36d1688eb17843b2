package io.microcdi.bench.growth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.microcdi.RouteHandler;
import io.microcdi.config.CallbackMode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.standalone.NodeThreads;

/** A node of the real engine whose links are in memory. */
final class GrowingNode implements AutoCloseable {

    static final URI REGISTRY = URI.create("ws://10.255.255.254:8427");

    private final MicroConfig config = MicroConfig.defaults().with(ConfigKeys.REGISTRY_URL, List.of(REGISTRY))
            .with(ConfigKeys.PING_INTERVAL, Duration.ofHours(1)).with(ConfigKeys.CALLBACKS, CallbackMode.INLINE);
    private final NodeThreads threads = new NodeThreads(Threads.daemon("bench", getClass().getClassLoader()), config);
    private final Node node;

    /** One that dials nobody, and binds nothing. */
    GrowingNode() {
        this(PayloadCodec.withoutBinding());
    }

    /** One that dials nobody. */
    GrowingNode(PayloadCodec codec) {
        this((url, authorization, opened) -> {
            throw new IllegalStateException("nobody was to be dialled, but " + url);
        }, codec);
    }

    GrowingNode(Dialer dialer, PayloadCodec codec) {
        node = new Node("shop", Set.of(Node.WATCH), config,
                threads.environment(codec, link -> null), dialer);
        node.announce(InstanceKey.of("10.255.0.1", 9000, ""), "ws");
        node.start();
    }

    Node node() {
        return node;
    }

    MicroConfig config() {
        return config;
    }

    /** Serves a route on the thread that reads, so that its whole cost is that thread's. */
    void serve(String path, RouteHandler handler) {
        node.register(new RouteSpec(PathPattern.parse(path), false, true), handler);
    }

    /** Takes a link of the instance of that number of a namespace that has no registry. */
    Receiver accept(Transport transport, int number) {
        return node.accept(transport, "/" + key(number).host() + "/9000/orders", null);
    }

    static InstanceKey key(int number) {
        return InstanceKey.of("10.1." + (number >> 8) + "." + (number & 0xff), 9000, "");
    }

    @Override
    public void close() {
        node.stop();
        threads.close();
    }
}
