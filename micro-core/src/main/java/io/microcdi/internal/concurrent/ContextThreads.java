package io.microcdi.internal.concurrent;

import java.util.concurrent.ThreadFactory;

/** A factory of threads that have the context of an application: its class loader and its naming. Thread-safe. */
public interface ContextThreads extends ThreadFactory {

    /** Returns a task that runs another task in this context, on a new thread that this factory has not made. */
    Runnable inContext(Runnable task);

    /** Returns a task as {@link #inContext} of a factory that has a context, or else the task itself. */
    static Runnable inContextOf(ThreadFactory factory, Runnable task) {
        return factory instanceof ContextThreads threads ? threads.inContext(task) : task;
    }
}
