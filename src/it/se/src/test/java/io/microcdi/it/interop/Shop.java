package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.ProxyAnswer;

/** The Java side: a registry, and a node called {@code payments}. */
final class Shop implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private final String registryUrl = started(registry);
    private final MicroNode payments = MicroNode.builder("payments").registry(registryUrl).listen("127.0.0.1", 0)
            .build();

    /** Whom to greet. */
    public record Name(String name) {
    }

    /** The result. */
    public record Greeting(String greeting) {
    }

    /** The charged amount. */
    public record Charge(int amount) {
    }

    /** That it was. */
    public record Receipt(String paid, String from) {
    }

    /** Starts both, and waits until the node is registered. */
    Shop() throws Exception {
        payments.register("/charge", Charge.class,
                (charge, context) -> new Receipt(charge.amount() + " EUR", context.callerNamespace()));
        // sends a request back to the caller, on the same link
        payments.register("/introduce", Name.class,
                (name, context) -> context.peer().orElseThrow().request("/greet", name, Greeting.class));
        payments.start();
        payments.ready().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static String started(MicroRegistry registry) {
        registry.start();
        return "ws://127.0.0.1:" + registry.port();
    }

    String registryUrl() {
        return registryUrl;
    }

    MicroCaller caller() {
        return payments.caller();
    }

    /** Has the registry call on behalf of somebody. */
    ProxyAnswer proxy(String address, String payload) {
        return registry.forward(address, payload, Duration.ofSeconds(PATIENCE_SECONDS), CallProtocol.WS).join();
    }

    /** The instances of a namespace. */
    List<InstanceView> instances(String namespace) {
        return registry.instances(namespace);
    }

    /** Tells of the next link of the Java node to that namespace that closes. */
    CompletableFuture<Void> linkClosed(String namespace) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        payments.addListener(new NodeListener() {
            @Override
            public void linkClosed(MicroPeer peer, int code, String reason) {
                if (peer.namespace().equals(namespace)) {
                    closed.complete(null);
                }
            }
        });
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until the registry has let an instance go, and tells why; the registry has no event for it. */
    String awaitDeparture(String key) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (reason(key) == null && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        assertThat(reason(key)).as("why %s left", key).isNotNull();
        return reason(key);
    }

    private String reason(String key) {
        return registry.departures().stream().filter(departure -> departure.key().equals(key)).findFirst()
                .map(departure -> departure.reason()).orElse(null);
    }

    @Override
    public void close() {
        payments.stop();
        registry.stop();
    }
}
