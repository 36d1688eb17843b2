package io.microcdi.internal.concurrent;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of a node. */
public final class Threads {

    private Threads() {
    }

    /**
     * Returns a factory of daemon threads with a class loader and numbered names.
     *
     * @param name the beginning of their names
     */
    public static ThreadFactory daemon(String name, ClassLoader loader) {
        AtomicInteger count = new AtomicInteger();
        return new ContextThreads() {

            @Override
            public Thread newThread(Runnable task) {
                Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                thread.setDaemon(true);
                thread.setContextClassLoader(loader);
                return thread;
            }

            @Override
            public Runnable inContext(Runnable task) {
                return () -> {
                    Thread.currentThread().setContextClassLoader(loader);
                    task.run();
                };
            }
        };
    }
}
