package io.microcdi.config;

/** Where dependants of an asynchronous call run. */
public enum CallbackMode {
    /** On the node's own threads. */
    POOL,
    /** On the thread that reads the socket: for code that never blocks. */
    INLINE
}
