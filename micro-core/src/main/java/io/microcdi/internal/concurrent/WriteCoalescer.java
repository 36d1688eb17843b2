package io.microcdi.internal.concurrent;

/**
 * Defers writes, so that the answers of several tasks travel in one message. All links of a node share one. A link knows
 * nothing of the threads that run deferred writes. Thread-safe.
 */
@FunctionalInterface
public interface WriteCoalescer {

    /** Defers nothing. */
    WriteCoalescer NONE = write -> false;

    /**
     * Defers a write of the calling thread, if that thread has more tasks, whose writes can travel with this one. A deferred
     * write runs once, soon, on any thread.
     *
     * @param write must not block
     * @return false if it was not deferred: the caller runs it now
     */
    boolean defer(Runnable write);
}
