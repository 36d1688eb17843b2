package io.microcdi.internal.link;

import java.util.concurrent.atomic.LongAdder;

/** What happened on the links of a node since it was made. */
public final class LinkCounters {

    private final LongAdder malformed = new LongAdder();
    private final LongAdder unmatched = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** Messages that were no frames. */
    public long malformed() {
        return malformed.sum();
    }

    /** Answers to no question, and aborts of nothing: usually ones that came too late. */
    public long unmatched() {
        return unmatched.sum();
    }

    /** Requests that were answered without a handler: 409, 429. */
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

    void addRefused() {
        refused.increment();
    }

    void addDropped() {
        dropped.increment();
    }
}
