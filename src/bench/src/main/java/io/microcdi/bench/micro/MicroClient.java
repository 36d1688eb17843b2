package io.microcdi.bench.micro;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.bench.load.Client;
import io.microcdi.bench.load.Done;
import io.microcdi.bench.load.Order;
import io.microcdi.config.CallbackMode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.standalone.EngineNode;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.launch.Ports;

/** Calls one route of one service. */
public final class MicroClient implements Client {

    private final String namespace;
    private final String route;
    private final MicroNode node;
    private final MicroCaller caller;

    /**
     * A node of its own that knows the registry; nobody dials it, so that it runs without a server's classes.
     *
     * @param callbacks who is told of answers on which thread
     */
    public MicroClient(String registry, String namespace, String route, CallbackMode callbacks) throws Exception {
        this.namespace = namespace;
        this.route = route;
        int port = Ports.any();
        MicroConfig config = MicroConfig.ofSystem(ConfigKeys.ALL)
                .with(ConfigKeys.REGISTRY_URL, List.of(URI.create(registry)))
                .with(ConfigKeys.ADVERTISE_SELF_CHECK, false).with(ConfigKeys.CALLBACKS, callbacks);
        node = EngineNode.inServer("bench-client", config, ExactNumbers.jsonb(),
                Threads.daemon("micro", Thread.currentThread().getContextClassLoader()), ClientTls.of(config),
                () -> InstanceKey.of("127.0.0.1", port, ""));
        node.start();
        node.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
        caller = node.caller();
    }

    @Override
    public void start(Order order, Done done) {
        caller.callAsync(namespace, route, order, Order.class).whenComplete((answer, failure) -> {
            Throwable wrong = failure;
            if (failure == null) {
                try {
                    order.check(answer);
                } catch (RuntimeException e) {
                    wrong = e;
                }
            }
            done.done(wrong);
        });
    }

    @Override
    public void call(Order order) {
        order.check(caller.call(namespace, route, order, Order.class));
    }

    @Override
    public void close() {
        node.stop();
    }
}
