package io.microcdi.internal.call;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.microcdi.error.MicroException;

/** The counters of a node's calls since it was built. */
public final class CallCounters {

    private final LongAdder calls = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final LongAdder retries = new LongAdder();

    /** Returns the number of calls begun. */
    public long calls() {
        return calls.sum();
    }

    /** Returns the numbers of failed calls, by the simple name of their exception. */
    public Map<String, Long> failures() {
        Map<String, Long> byKind = new TreeMap<>();
        failures.forEach((kind, count) -> byKind.put(kind, count.sum()));
        return byKind;
    }

    /** Returns the number of attempts after the first attempt of a call. */
    public long retries() {
        return retries.sum();
    }

    void addCall() {
        calls.increment();
    }

    void addFailure(MicroException failure) {
        failures.computeIfAbsent(failure.getClass().getSimpleName(), kind -> new LongAdder()).increment();
    }

    void addRetry() {
        retries.increment();
    }
}
