package io.microcdi.internal.link;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * All interleavings of threads that add, of the transport that ends a send, and of a handler's thread that writes what it has
 * deferred: one send at a time, everything is sent once, and nothing is left without a writer.
 */
public class WriteQueueLincheckTest implements Transport {

    private final AtomicInteger added = new AtomicInteger();
    private final AtomicInteger sends = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Sent> underWay = new AtomicReference<>();
    private final ConcurrentLinkedQueue<Runnable> deferred = new ConcurrentLinkedQueue<>();
    private final WriteQueue queue = new WriteQueue(this, Limits.queue(100, 10_000),
            IoExecutors.all(Runnable::run).with(this::defer), Limits.unbounded(), failure -> {
                throw new AssertionError(failure);
            });

    /** Every second thread that asks is a handler's thread with more tasks. */
    private boolean defer(Runnable write) {
        return asked.incrementAndGet() % 2 == 0 && deferred.add(write);
    }

    @Operation
    public boolean add() {
        added.incrementAndGet();
        return queue.offer(WriteItem.message("x"));
    }

    @Operation
    public void addTwoAtOnce() {
        queue.corked(() -> {
            add();
            add();
        });
    }

    /** The transport says that it has sent, if a send is under way. */
    @Operation
    public void sent() {
        Sent done = underWay.getAndSet(null);
        if (done != null) {
            done.sent(null);
        }
    }

    /** The handler's thread has no more tasks. */
    @Operation
    public void writeDeferred() {
        for (Runnable write = deferred.poll(); write != null; write = deferred.poll()) {
            write.run();
        }
    }

    /** Once the handlers' threads and the transport have ended, everything was sent. */
    @Validate
    public void nothingIsLeft() {
        for (int i = 0; i < 2 * added.get() + 1; i++) {
            writeDeferred();
            sent();
        }
        if (sends.get() != added.get() || queue.waiting() != 0) {
            throw new AssertionError(added.get() + " were added, " + sends.get() + " were sent, " + queue.waiting()
                    + " wait");
        }
    }

    @Test
    void everyInterleavingSendsEverythingOnce() {
        new ModelCheckingOptions().threads(2).actorsPerThread(3).actorsBefore(0).actorsAfter(0).iterations(8)
                .invocationsPerIteration(Integer.getInteger("microcdi.interleavings", 60))
                .sequentialSpecification(Specification.class).check(WriteQueueLincheckTest.class);
    }

    @Override
    public void send(String text, Sent done) {
        sends.incrementAndGet();
        if (!underWay.compareAndSet(null, done)) {
            throw new AssertionError("two sends at once");
        }
    }

    @Override
    public void ping(Sent done) {
        throw new AssertionError();
    }

    @Override
    public void close(int code, String reason) {
        throw new AssertionError();
    }

    /** The results of the operations, which depend on nothing. */
    public static class Specification {

        public boolean add() {
            return true;
        }

        public void addTwoAtOnce() {
        }

        public void sent() {
        }

        public void writeDeferred() {
        }
    }
}
