package io.microcdi.bench.load;

/**
 * The results of callers.
 *
 * @param calls how many ended
 * @param nanos in how long
 * @param p50 half of the calls took no longer, in nanoseconds
 * @param p99 of a hundred calls ninety-nine took no longer
 */
public record Sample(long calls, long nanos, long p50, long p99) {

    /** Calls in a second. */
    public double perSecond() {
        return calls * 1e9 / nanos;
    }

    /** As one line, which {@link #parse} reads. */
    public String line() {
        return calls + " " + nanos + " " + p50 + " " + p99;
    }

    /** Parses the text of {@link #line}. */
    public static Sample parse(String line) {
        String[] parts = line.trim().split(" ");
        return new Sample(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
                Long.parseLong(parts[3]));
    }
}
