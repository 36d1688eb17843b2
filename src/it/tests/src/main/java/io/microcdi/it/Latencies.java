package io.microcdi.it;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * How long calls took that were made one after another, those that failed included.
 *
 * @param sortedNanos
 *        each call's time, the shortest first
 * @param failures
 *        how many failed
 * @param firstFailure
 *        empty if none failed
 */
record Latencies(long[] sortedNanos, int failures, String firstFailure) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int FIRST_SIZE = 1024;

    /** Calls while a condition holds, at least once. */
    static Latencies of(BooleanSupplier goOn, Callable<?> call) {
        long[] nanos = new long[FIRST_SIZE];
        int count = 0;
        int failures = 0;
        String firstFailure = "";
        do {
            long start = System.nanoTime();
            try {
                call.call();
            } catch (Exception | AssertionError e) {
                failures++;
                firstFailure = firstFailure.isEmpty() ? "call " + count + ": " + e : firstFailure;
            }
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = System.nanoTime() - start;
        } while (goOn.getAsBoolean());
        nanos = Arrays.copyOf(nanos, count);
        Arrays.sort(nanos);
        return new Latencies(nanos, failures, firstFailure);
    }

    /** Makes so many calls, or fewer where five minutes have passed. */
    static Latencies of(int count, Callable<?> call) {
        int[] made = { 0 };
        long end = System.nanoTime() + LIMIT.toNanos();
        return of(() -> ++made[0] < count && System.nanoTime() - end < 0, call);
    }

    /** In milliseconds, the time that this share of the calls did not exceed. */
    double millis(double share) {
        int index = (int) Math.ceil(share * sortedNanos.length) - 1;
        return sortedNanos[Math.max(0, index)] / NANOS_PER_MILLI;
    }

    double maxMillis() {
        return millis(1);
    }

    int count() {
        return sortedNanos.length;
    }

    @Override
    public String toString() {
        return String.format("p50 %.2f ms, p99 %.2f ms, max %.2f ms of %,d calls, %,d failed%s", millis(0.5),
                millis(0.99), maxMillis(), sortedNanos.length, failures,
                firstFailure.isEmpty() ? "" : " (" + firstFailure + ")");
    }
}
