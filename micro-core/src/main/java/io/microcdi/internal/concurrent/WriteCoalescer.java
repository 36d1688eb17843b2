package io.microcdi.internal.concurrent;

/**
 * Defers writes that are better done once for several tasks, as those of their answers. A link is given the one of its node,
 * and knows nothing of the threads behind it. Thread-safe.
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
