package io.microcdi.testing.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Operations at a steady rate of 50 a second; each starts whether or not those before it have ended. */
public final class SteadyLoad implements AutoCloseable {

    private static final long GAP_MILLIS = 20;
    private static final long PATIENCE_SECONDS = 120;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    /** Confined to the clock's thread until that has ended. */
    private final List<CompletableFuture<?>> begun = new ArrayList<>();
    private final Semaphore ended = new Semaphore(0);
    private final AtomicInteger succeeded = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Supplier<CompletableFuture<?>> operation;

    /** Starts at once. */
    public SteadyLoad(Supplier<CompletableFuture<?>> operation) {
        this.operation = operation;
        clock.scheduleAtFixedRate(this::next, 0, GAP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void next() {
        int number = begun.size();
        begun.add(started().handle((answer, failure) -> {
            if (failure == null) {
                succeeded.incrementAndGet();
            } else {
                failures.add("number " + number + ": " + failure);
            }
            ended.release();
            return null;
        }));
    }

    private CompletableFuture<?> started() {
        try {
            return operation.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Waits until so many more operations have ended. */
    public void await(int times) throws InterruptedException {
        ended.drainPermits();
        if (!ended.tryAcquire(times, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("fewer than " + times + " operations ended in " + PATIENCE_SECONDS + " s");
        }
    }

    /** Whether an operation has failed. */
    public boolean hasFailed() {
        return !failures.isEmpty();
    }

    /** The failed calls and their failures. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many operations have succeeded. */
    public int succeeded() {
        return succeeded.get();
    }

    /** Starts no more operations and waits until all have ended. */
    public void finish() throws Exception {
        clock.shutdown();
        if (!clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("an operation does not return its future");
        }
        CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
