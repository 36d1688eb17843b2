package io.microcdi.internal.link;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all links of a node together hold for their peers, and their bound. Links count theirs in steps of
 * {@link LinkMemory#STEP} bytes, so that the usual small messages change no counter that threads share. Thread-safe.
 */
final class BufferBudget {

    private final long max;
    private final Runnable overflow;
    private final AtomicLong held = new AtomicLong();

    /**
     * Makes a budget of which nothing is used.
     *
     * @param overflow called when the links hold more than the bound. It must not block
     */
    BufferBudget(long max, Runnable overflow) {
        this.max = max;
        this.overflow = overflow;
    }

    void add(long bytes) {
        if (held.addAndGet(bytes) > max && bytes > 0) {
            overflow.run();
        }
    }

    long held() {
        return held.get();
    }

    boolean isExceeded() {
        return held.get() > max;
    }
}
