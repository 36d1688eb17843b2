package io.microcdi.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of a node. */
public final class Threads {

    private Threads() {
    }

    /**
     * Daemon threads with a class loader and numbered names.
     *
     * @param name the beginning of their names
     */
    public static ThreadFactory daemon(String name, ClassLoader loader) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    /**
     * An executor with a virtual thread for each task, where the JDK has them.
     *
     * @throws UnsupportedOperationException before JDK 21
     */
    public static Executor virtual() {
        try {
            return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(
                    "virtual threads need JDK 21 or later, this is " + Runtime.version(), e);
        }
    }
}
