package io.microcdi.internal.concurrent;

/** An executor that runs so many tasks at once and no more. */
public interface Bounded {

    /** How many tasks it runs at once. */
    int capacity();
}
