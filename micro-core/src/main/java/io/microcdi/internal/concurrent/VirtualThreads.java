package io.microcdi.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** An executor with a virtual thread for each task. It accepts every task; its user bounds their number. Thread-safe. */
public final class VirtualThreads implements Executor, BoundedExecutor, AutoCloseable {

    private final int max;
    private final UnaryOperator<Runnable> context;
    private volatile ExecutorService executor;

    /**
     * Makes an executor.
     *
     * @param max the number of tasks that it is meant to run at once
     * @param context returns a task that runs another one in the context of the application
     * @throws UnsupportedOperationException before JDK 21
     */
    public VirtualThreads(int max, UnaryOperator<Runnable> context) {
        this(max, context, make());
    }

    VirtualThreads(int max, UnaryOperator<Runnable> context, ExecutorService executor) {
        this.max = max;
        this.context = context;
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
        executor.execute(context.apply(task));
    }

    @Override
    public int capacity() {
        return max;
    }

    /** Accepts tasks again after {@link #close()}. */
    public synchronized void open() {
        if (executor.isShutdown()) {
            executor = make();
        }
    }

    /** Rejects further tasks. The running ones go on. */
    @Override
    public synchronized void close() {
        executor.shutdown();
    }
}
