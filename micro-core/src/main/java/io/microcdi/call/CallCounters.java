package io.microcdi.call;

import java.util.concurrent.atomic.LongAdder;

/** What became of the calls of a node since it was made. */
public final class CallCounters {

    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder retries = new LongAdder();

    /** Calls that were begun. */
    public long calls() {
        return calls.sum();
    }

    /** Calls that ended without a result. */
    public long failures() {
        return failures.sum();
    }

    /** Attempts beyond the first of a call. */
    public long retries() {
        return retries.sum();
    }

    void addCall() {
        calls.increment();
    }

    void addFailure() {
        failures.increment();
    }

    void addRetry() {
        retries.increment();
    }
}
