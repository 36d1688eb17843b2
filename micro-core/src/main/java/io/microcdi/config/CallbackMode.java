package io.microcdi.config;

/** The threads on which the dependent stages of an asynchronous call run. */
public enum CallbackMode {
    /** The node's own threads. */
    POOL,
    /** The thread that reads the socket. Use it only for code that never blocks. */
    INLINE
}
