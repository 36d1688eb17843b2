package io.microcdi.bench.micro;

import java.util.concurrent.TimeUnit;

import io.microcdi.MicroNode;
import io.microcdi.bench.load.Order;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.standalone.EngineNode;

/** The service in Java SE, on Tyrus. */
public final class MicroService implements AutoCloseable {

    /** A route that a thread of the node's pool runs. */
    public static final String POOLED = "/order";
    /** A route that the thread runs which reads. */
    public static final String INLINE = "/inline";

    private final MicroNode node;

    /** Starts it, and waits until it is registered. */
    public MicroService(String registry, String namespace) throws Exception {
        node = MicroNode.builder(namespace).registry(registry).listen("127.0.0.1", 0)
                .build();
        node.register(POOLED, Order.class, (order, context) -> order);
        // the API has no inline routes
        ((EngineNode) node).register(new RouteSpec(PathPattern.parse(INLINE), false, true),
                context -> context.payload(Order.class));
        node.start();
        node.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        node.stop();
    }
}
