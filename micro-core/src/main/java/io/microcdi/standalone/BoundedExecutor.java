package io.microcdi.standalone;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many tasks an executor has at once. */
final class BoundedExecutor implements Executor {

    private final Executor executor;
    private final int max;
    private final AtomicInteger tasks = new AtomicInteger();

    BoundedExecutor(Executor executor, int max) {
        this.executor = executor;
        this.max = max;
    }

    @Override
    public void execute(Runnable task) {
        if (tasks.incrementAndGet() > max) {
            tasks.decrementAndGet();
            throw new RejectedExecutionException(max + " handlers are at work");
        }
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                tasks.decrementAndGet();
            }
        });
    }
}
