package io.microcdi.internal.concurrent;

/** An executor that takes so many tasks and no more. */
public interface Bounded {

    /** How many more tasks it would take now. */
    int room();

    /** How many it takes when it has none. */
    int capacity();
}
