package io.microcdi.bench.growth;

import java.util.concurrent.CompletableFuture;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.microcdi.RawJson;
import io.microcdi.internal.json.PayloadCodec;

/**
 * A call without JSON-B and without a socket, answered at once. It measures the caller's engine and the text of the
 * answer.
 */
@State(Scope.Thread)
public class CallBenchmark {

    /** Instances of what is called, each with a link. */
    @Param({ "1", "1000" })
    public int instances;

    private CallingCost cost;

    /** Opens the links. */
    @Setup
    public void open() {
        cost = new CallingCost(instances, PayloadCodec.withoutBinding(), "1");
    }

    /** Ends both nodes. */
    @TearDown
    public void close() {
        cost.close();
    }

    /** {@code MicroCaller.callAsync}. */
    @Benchmark
    public CompletableFuture<RawJson> callAsync() {
        return cost.call();
    }
}
