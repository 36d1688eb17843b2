package io.microcdi.bench.growth;

import java.util.concurrent.CompletableFuture;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.microcdi.bench.load.Order;
import io.microcdi.bench.load.Payload;
import io.microcdi.bench.memory.MemoryPeer;
import io.microcdi.bench.registry.Registries;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.Receiver;

/**
 * An order of 100 bytes there and back, without a socket: both sides of a call with what JSON-B does for it, and JSON-B
 * alone, so that what is over is ours.
 */
@State(Scope.Thread)
public class TypedBenchmark {

    private static final String ROUTE = "/order";

    private final Order order = Payload.SMALL.order();
    private final String json = order.json();
    private final String request = "{\"id\":4711,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + ROUTE
            + "\",\"data\":"
            + "{\"_correlationId\":\"0b8dd2a4-6cf2-4a7e-8d4d-1f7a1c1f6e11\"," + json.substring(1) + "}}";
    private Jsonb jsonb;
    private CallingCost calling;
    private GrowingNode serving;
    private Receiver link;
    private String answer;

    /** Makes a node that calls, and one that serves. */
    @Setup
    public void open() {
        jsonb = JsonbBuilder.create();
        PayloadCodec codec = new PayloadCodec(jsonb);
        calling = new CallingCost(1, codec, json);
        serving = new GrowingNode(codec);
        serving.serve(ROUTE, context -> context.payload(Order.class));
        link = serving.accept(new MemoryPeer(text -> answer = text), 1);
    }

    /** Ends both, and looks whether orders came back. */
    @TearDown
    public void close() throws Exception {
        order.check(call());
        if (!serve().contains(json)) {
            throw new IllegalStateException("not the order, but " + answer);
        }
        calling.close();
        serving.close();
        jsonb.close();
    }

    /** {@code MicroCaller.call}, to the bound answer. */
    @Benchmark
    public Order call() {
        return calling.caller().call(Registries.NAMESPACE, ROUTE, order, Order.class);
    }

    /** {@code MicroCaller.callAsync}, to the bound answer. */
    @Benchmark
    public CompletableFuture<Order> callAsync() {
        return calling.caller().callAsync(Registries.NAMESPACE, ROUTE, order, Order.class);
    }

    /** From the text of a request to the text of its answer, on the thread that reads. */
    @Benchmark
    public String serve() {
        link.text(request);
        return answer;
    }

    /** The work of JSON-B on either side: an order written and one read. */
    @Benchmark
    public Order jsonb() {
        String written = jsonb.toJson(order);
        return jsonb.fromJson(written, Order.class);
    }
}
