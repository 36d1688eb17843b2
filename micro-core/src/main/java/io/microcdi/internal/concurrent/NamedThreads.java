package io.microcdi.internal.concurrent;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes threads by a factory, and remembers them until they have ended. A thread that the factory has not named gets a name
 * with a number. Thread-safe.
 */
public final class NamedThreads implements ThreadFactory {

    private final ThreadFactory factory;
    private final String name;
    /** The references are weak, because a thread that could not be started never ends. A live thread is not collected. */
    private final Queue<WeakReference<Thread>> made = new ConcurrentLinkedQueue<>();
    private int count;

    /**
     * Makes a factory of threads.
     *
     * @param factory makes the threads
     * @param name the beginning of the names of threads that the factory has not named
     */
    public NamedThreads(ThreadFactory factory, String name) {
        this.factory = factory;
        this.name = name;
    }

    @Override
    public synchronized Thread newThread(Runnable task) {
        Thread thread = factory.newThread(task);
        if (thread != null) {
            thread.setName(name + "-" + ++count);
            made.removeIf(earlier -> {
                Thread before = earlier.get();
                return before == null || before.getState() == Thread.State.TERMINATED;
            });
            made.add(new WeakReference<>(thread));
        }
        return thread;
    }

    /**
     * Waits for the end of all threads except the calling one. A server that undeploys an application warns of threads that
     * are alive right afterwards, also of those that are about to end.
     *
     * @param deadline when the wait ends, as of {@link System#nanoTime()}
     */
    public void awaitEnd(long deadline) {
        try {
            for (WeakReference<Thread> each : made) {
                Thread thread = each.get();
                if (thread != null && thread != Thread.currentThread()) {
                    TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
