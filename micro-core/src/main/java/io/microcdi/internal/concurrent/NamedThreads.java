package io.microcdi.internal.concurrent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A factory's threads, told apart by numbered names where it leaves names alone, and remembered until they have ended.
 * Thread-safe.
 */
public final class NamedThreads implements ThreadFactory {

    private final ThreadFactory factory;
    private final String name;
    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();
    private int count;

    /** The threads of a factory; what their names begin with. */
    public NamedThreads(ThreadFactory factory, String name) {
        this.factory = factory;
        this.name = name;
    }

    @Override
    public synchronized Thread newThread(Runnable task) {
        Thread thread = factory.newThread(task);
        if (thread != null) {
            thread.setName(name + "-" + ++count);
            made.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
            made.add(thread);
        }
        return thread;
    }

    /**
     * Waits for the end of all of them but the calling one. A server that takes an application down warns of threads that
     * are alive right after it, also of those that are about to end.
     *
     * @param deadline as of {@link System#nanoTime()}; who is at work longer is not waited for
     */
    public void awaitEnd(long deadline) {
        try {
            for (Thread thread : made) {
                if (thread != Thread.currentThread()) {
                    TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
