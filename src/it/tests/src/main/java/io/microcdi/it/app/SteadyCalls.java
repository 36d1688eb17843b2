package io.microcdi.it.app;

import java.time.Duration;
import java.util.Map;

import io.microcdi.MicroCall;
import io.microcdi.error.MicroException;

/** Calls that follow each other. */
final class SteadyCalls {
    private SteadyCalls() {
    }

    /** Makes them; how many there were, how many failed and may have been executed, the first failure, and how long the longest took. */
    static Map<String, Object> of(MicroCall call, String payload, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        int count = 0;
        int failures = 0;
        int executed = 0;
        String first = "";
        long worst = 0;
        while (System.nanoTime() - end < 0) {
            long start = System.nanoTime();
            try {
                call.call("/x", payload, Object.class);
            } catch (MicroException e) {
                failures++;
                executed += e.mayHaveExecuted() ? 1 : 0;
                first = first.isEmpty() ? "call " + count + ": " + e : first;
            }
            worst = Math.max(worst, System.nanoTime() - start);
            count++;
        }
        return Map.of("count", count, "failures", failures, "executed", executed, "first", first, "worst",
                Duration.ofNanos(worst).toMillis());
    }
}
