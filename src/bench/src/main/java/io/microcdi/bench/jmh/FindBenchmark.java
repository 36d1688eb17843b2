package io.microcdi.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.microcdi.bench.memory.MemoryPeer;
import io.microcdi.bench.registry.Registries;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.registry.EngineRegistry;

/** {@code /-/find}, from the text of the question to the text of the answer. */
@State(Scope.Thread)
public class FindBenchmark {

    private static final String QUESTION = ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":{\"namespace\":\""
            + Registries.NAMESPACE + "\",\"exclude\":[]}}}";

    /** How many are in the namespace. */
    @Param({ "1", "10000" })
    public int instances;

    private EngineRegistry registry;
    private Receiver link;
    private String answer;
    private long id;

    /** Registers them. */
    @Setup
    public void register() {
        registry = Registries.make();
        registry.start();
        Registries.register(registry, instances);
        link = registry.accept(new MemoryPeer(text -> answer = text), "/10.255.0.1/9000/asker", null);
    }

    /** Ends the registry. */
    @TearDown
    public void stop() {
        registry.stop();
    }

    /** One of them. */
    @Benchmark
    public String find() {
        link.text("{\"id\":" + id++ + QUESTION);
        return answer;
    }
}
