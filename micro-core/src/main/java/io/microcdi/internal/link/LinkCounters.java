package io.microcdi.internal.link;

import java.util.concurrent.atomic.LongAdder;

import io.microcdi.internal.concurrent.LogLimit;

/** The counters that all links of a node share, the bytes that they hold, and the bound of their warnings. Thread-safe. */
public final class LinkCounters {

    private final BufferBudget budget;
    private final LogLimit warnings = LogLimit.ofWarnings(LinkLog.LOG::leftOut);
    private final LongAdder malformed = new LongAdder();
    private final LongAdder unmatched = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** Makes counters of links that may hold any number of bytes. */
    public LinkCounters() {
        this(Long.MAX_VALUE, () -> {
        });
    }

    /**
     * Makes counters of links.
     *
     * @param maxBuffered the bytes that all links together may hold
     * @param overflow called when they hold more. It must not block
     */
    public LinkCounters(long maxBuffered, Runnable overflow) {
        this.budget = new BufferBudget(maxBuffered, overflow);
    }

    /** Returns nearly the number of bytes that the links hold for their peers. */
    public long buffered() {
        return budget.held();
    }

    /** Returns whether the links hold more bytes than they may. */
    public boolean isOverBuffered() {
        return budget.isExceeded();
    }

    BufferBudget budget() {
        return budget;
    }

    /** Returns the bound of the warnings that peers can cause. */
    LogLimit warnings() {
        return warnings;
    }

    /** Returns the number of messages that were no frames. */
    public long malformed() {
        return malformed.sum();
    }

    /** Returns the number of responses and aborts without a request. Most of them came too late. */
    public long unmatched() {
        return unmatched.sum();
    }

    /** Returns the number of requests that a bound refused: 409, 429, 503. */
    public long refused() {
        return refused.sum();
    }

    /** Returns the number of results that came after the end of their requests. */
    public long dropped() {
        return dropped.sum();
    }

    void addMalformed() {
        malformed.increment();
    }

    void addUnmatched() {
        unmatched.increment();
    }

    /** Counts a request that was answered without a handler. */
    public void addRefused() {
        refused.increment();
    }

    void addDropped() {
        dropped.increment();
    }
}
