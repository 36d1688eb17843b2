package io.microcdi.internal.link;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.microcdi.bench.memory.MemoryPeer;
import io.microcdi.config.MicroConfig;

/** A frame of 200 characters through the queue of a link, alone or with others in one message. */
@State(Scope.Thread)
public class WriteQueueBenchmark {

    private static final int TOGETHER = 32;

    private final String text = "x".repeat(200);
    private WriteQueue queue;
    private int sent;

    /** Whether the peer understands batches. */
    @Param({ "false", "true" })
    public boolean batches;

    /** Makes a queue whose transport sends at once. */
    @Setup
    public void open() {
        queue = new WriteQueue(new MemoryPeer(message -> sent += message.length()),
                LinkLimits.of(MicroConfig.defaults()),
                IoExecutors.all(Runnable::run), new BufferBudget(Long.MAX_VALUE, () -> {
                }), failure -> {
                    throw new IllegalStateException(failure);
                });
        if (batches) {
            queue.enableBatches(1 << 20);
        }
    }

    /** One alone. */
    @Benchmark
    public int alone() {
        queue.offer(WriteItem.message(text));
        return sent;
    }

    /** 32 that are added together, for each. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public int together() {
        queue.corked(() -> {
            for (int i = 0; i < TOGETHER; i++) {
                queue.offer(WriteItem.message(text));
            }
        });
        return sent;
    }
}
