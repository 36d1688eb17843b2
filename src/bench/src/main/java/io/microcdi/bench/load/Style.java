package io.microcdi.bench.load;

/** How a program waits for its answers. */
public enum Style {
    /** A few threads, each answer begins the next call. */
    ASYNC,
    /** A thread for each call in flight. */
    BLOCKING
}
