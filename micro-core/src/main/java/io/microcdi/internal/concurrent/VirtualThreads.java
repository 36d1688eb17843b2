package io.microcdi.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A virtual thread for each task, up to a number of tasks. Needs JDK 21. Thread-safe. */
public final class VirtualThreads implements Executor, Bounded, AutoCloseable {

    private final int max;
    private final AtomicInteger tasks = new AtomicInteger();
    private volatile ExecutorService executor;

    /**
     * An executor.
     *
     * @param max the tasks that it has at once; one more is rejected
     * @throws UnsupportedOperationException before JDK 21
     */
    public VirtualThreads(int max) {
        this.max = max;
        this.executor = make();
    }

    VirtualThreads(int max, ExecutorService executor) {
        this.max = max;
        this.executor = executor;
    }

    private static ExecutorService make() {
        try {
            return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(
                    "virtual threads need JDK 21 or later, this is " + Runtime.version(), e);
        }
    }

    @Override
    public void execute(Runnable task) {
        if (tasks.incrementAndGet() > max) {
            tasks.decrementAndGet();
            throw new RejectedExecutionException(max + " handlers are at work");
        }
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } finally {
                    tasks.decrementAndGet();
                }
            });
        } catch (RuntimeException | Error e) {
            tasks.decrementAndGet();
            throw e;
        }
    }

    @Override
    public int room() {
        return Math.max(0, max - tasks.get());
    }

    @Override
    public int capacity() {
        return max;
    }

    /** Takes tasks again after it was closed. */
    public synchronized void open() {
        if (executor.isShutdown()) {
            executor = make();
        }
    }

    /** Takes no more tasks; those that run go on. */
    @Override
    public synchronized void close() {
        executor.shutdown();
    }
}
