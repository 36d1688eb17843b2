package io.microcdi.bench.growth;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.microcdi.MicroCaller;
import io.microcdi.RawJson;
import io.microcdi.bench.memory.Rounds;
import io.microcdi.bench.memory.ThreadTime;
import io.microcdi.bench.registry.Registries;
import io.microcdi.internal.call.DefaultCaller;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.discovery.RegistryObserver;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.registry.EngineRegistry;

/**
 * Measures the cost of {@code callAsync} and its answer for a node that knows many instances of the called service, and
 * has a link to each.
 */
public final class CallingCost implements AutoCloseable, RegistryObserver {

    private static final int ROUNDS = 101;
    private static final int CALLS = 10_000;
    /** With an id of its own, so that none has to be made. */
    private static final RawJson PAYLOAD = new RawJson("{\"_correlationId\":\"7\",\"amount\":100}");

    private final EngineRegistry registry = Registries.make();
    private final String result;
    private final GrowingNode node;
    private final Directory directory;
    private final DefaultCaller caller;
    private final CompletableFuture<Void> joined = new CompletableFuture<>();

    /** With so many instances that give an answer without looking at what they are asked. */
    CallingCost(int instances, PayloadCodec codec, String result) {
        this.result = result;
        node = new GrowingNode(this::dial, codec);
        directory = new Directory(node.node(), node.config(), this);
        caller = new DefaultCaller(node.node(), directory, node.config());
        registry.start();
        Registries.register(registry, instances);
        directory.join();
        joined.join();
        call().join();
        for (PeerAddress address : directory.known(Registries.NAMESPACE)) {
            node.node().dial(address).join();
        }
        if (node.node().links() != instances + 1) {
            throw new IllegalStateException(node.node().links() + " links, not to " + instances + " and the registry");
        }
    }

    /** With so many instances, by what it costs with one. */
    public static double ratio(int instances) throws Exception {
        try (CallingCost many = plain(instances); CallingCost one = plain(1)) {
            return Rounds.ratio(ROUNDS, many::nanoseconds, one::nanoseconds);
        }
    }

    private static CallingCost plain(int instances) {
        return new CallingCost(instances, PayloadCodec.withoutBinding(), "1");
    }

    private double nanoseconds() {
        return ThreadTime.nanoseconds(CALLS, i -> {
            if (!call().isDone()) {
                throw new IllegalStateException("a call was not answered at once");
            }
        });
    }

    MicroCaller caller() {
        return caller;
    }

    CompletableFuture<RawJson> call() {
        return caller.callAsync(Registries.NAMESPACE, "/x", PAYLOAD, RawJson.class);
    }

    private CompletableFuture<Void> dial(URI url, String authorization, Function<Transport, Receiver> opened) {
        if (url.getAuthority().equals(GrowingNode.REGISTRY.getAuthority())) {
            Wire.connect(opened, transport -> registry.accept(transport, url.getRawPath(), url.getRawQuery()));
        } else {
            new Answering(result).connect(opened);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        directory.leave();
        node.close();
        registry.stop();
    }

    @Override
    public void joined(URI url) {
        joined.complete(null);
    }

    @Override
    public void lost(URI url) {
        // at the end
    }

    @Override
    public void unreachable(URI url, Throwable failure) {
        joined.completeExceptionally(failure);
    }

    @Override
    public void notReachable() {
        throw new IllegalStateException("nobody looks whether it is");
    }
}
