package io.microcdi.internal.link;

import java.util.concurrent.atomic.LongAdder;

import io.microcdi.internal.concurrent.LogLimit;

/** What all links of a node share: the counts of what happened on them, the bytes that they hold, and the lines that they cause. */
public final class LinkCounters {

    private final BufferBudget budget;
    private final LogLimit warnings = LogLimit.ofWarnings(LinkLog.LOG::leftOut);
    private final LongAdder malformed = new LongAdder();
    private final LongAdder unmatched = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** Counters of links that may hold any number of bytes. */
    public LinkCounters() {
        this(Long.MAX_VALUE, () -> {
        });
    }

    /**
     * Counters of links that may hold so many bytes together.
     *
     * @param overflow called when they hold more. It must not block
     */
    public LinkCounters(long maxBuffered, Runnable overflow) {
        this.budget = new BufferBudget(maxBuffered, overflow);
    }

    /** The bytes that the links hold for their peers, nearly. */
    public long buffered() {
        return budget.held();
    }

    /** Whether the links hold more than they may. */
    public boolean isOverBuffered() {
        return budget.isExceeded();
    }

    BufferBudget budget() {
        return budget;
    }

    /** The bound of the warnings that peers can cause. */
    LogLimit warnings() {
        return warnings;
    }

    /** Messages that were no frames. */
    public long malformed() {
        return malformed.sum();
    }

    /** Answers to no question, and aborts of nothing: usually ones that came too late. */
    public long unmatched() {
        return unmatched.sum();
    }

    /** Requests that were answered without a handler because of a bound: 409, 429, 503. */
    public long refused() {
        return refused.sum();
    }

    /** Results that nobody wanted any more. */
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
