package io.microcdi.internal.concurrent;

/** An executor with a bound on the tasks that it runs at once. */
public interface BoundedExecutor {

    /** Returns the largest number of tasks that it runs at once. */
    int capacity();
}
