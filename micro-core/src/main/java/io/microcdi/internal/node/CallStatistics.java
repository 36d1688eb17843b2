package io.microcdi.internal.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.LongStream;

import io.microcdi.internal.wire.JsonText;

/**
 * Counts the outgoing and incoming calls of a node for its reports to registries (wire, Calls of nodes). The counts are
 * by the namespace of the other end. A call costs two increments at most, without a lock. The memory is bounded: 64
 * namespaces in each direction have counters of their own, of 0.9 KB. Thread-safe.
 *
 * <p>Times are counted in classes whose upper end is at most 25 % above their lower end. Longer ones than 137 s count as
 * 137 s.
 */
public final class CallStatistics {

    /** The feature of a registry that takes reports. */
    public static final String FEATURE = "calls";

    /** The name that sums the namespaces beyond the bounds. */
    public static final String OTHERS = "*";

    /** The namespaces of each direction in a report, without {@link #OTHERS}. */
    public static final int MAX_REPORTED = 20;

    private static final int MAX_COUNTED = 64;
    /** The longest part of a report for one direction, in characters. */
    static final int MAX_TEXT = 1_900;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The age of a count, in intervals, after which it no longer shows the present rate. */
    private static final int MAX_INTERVALS = 3;
    private static final long MAX_MILLIS = 3_600_000;
    private static final long MAX_COUNT = 1_000_000_000;
    private static final String NOTHING = "{}";

    private final Map<String, Counter> calls = new ConcurrentHashMap<>();
    private final Map<String, Counter> served = new ConcurrentHashMap<>();
    private final long intervalNanos;
    private long reportedAt;
    private String last = NOTHING;

    /**
     * Makes counters.
     *
     * @param now the time of the timer
     * @param intervalNanos the time between two heartbeats. A report is of a second at least
     */
    CallStatistics(long now, long intervalNanos) {
        this.reportedAt = now;
        this.intervalNanos = Math.max(SECOND_NANOS, intervalNanos);
    }

    /**
     * The calls of one namespace since the counter was made. Element 0 is the number of failed calls. The other elements are
     * the numbers of calls in each class of times. Only the reporter uses the copy of the last report.
     */
    private static final class Counter extends AtomicIntegerArray {

        private static final long serialVersionUID = 1L;
        private static final int CLASSES = 104;

        private final int[] before = new int[CLASSES + 1];

        Counter() {
            super(CLASSES + 1);
        }

        void add(long nanos, boolean failed) {
            if (failed) {
                getAndIncrement(0);
            }
            getAndIncrement(1 + classOf(nanos));
        }

        /**
         * Returns the counts since the last report. A call counts its failure before its class, and this method reads the
         * failures after the classes. So it misses no failure of a call that it returns.
         */
        long[] take() {
            long[] counts = new long[CLASSES + 1];
            for (int i = CLASSES; i >= 0; i--) {
                int now = get(i);
                counts[i] = Integer.toUnsignedLong(now - before[i]);
                before[i] = now;
            }
            // more failures than calls: the classes of some calls are being counted now, and these calls belong to the next
            // report
            long surplus = Math.max(0, counts[0] - total(counts));
            counts[0] -= surplus;
            before[0] -= (int) surplus;
            return counts;
        }

        /** Returns whether the last report contains all counted failures. */
        boolean isTaken() {
            return get(0) == before[0];
        }

        static long total(long[] counts) {
            return LongStream.of(counts).skip(1).sum();
        }

        /** Returns the class of a time: four classes for each power of two of 1,024 ns. */
        static int classOf(long nanos) {
            long units = Math.max(0, nanos) >> 10;
            if (units < 4) {
                return (int) units;
            }
            int power = 63 - Long.numberOfLeadingZeros(units);
            return Math.min(CLASSES - 1, (power - 1) * 4 + (int) ((units >> (power - 2)) & 3));
        }

        /** Returns the upper end of a class in microseconds. */
        static long end(int index) {
            long units = index < 4 ? index + 1 : ((long) (5 + index % 4)) << (index / 4 - 1);
            return (units << 10) / 1_000;
        }
    }

    /** The calls of one namespace since the last report. */
    private static final class Row {

        private final String namespace;
        private final Counter counter;
        private final long[] counts;
        private final long total;

        Row(String namespace, Counter counter) {
            this.namespace = namespace;
            this.counter = counter;
            this.counts = counter.take();
            this.total = Counter.total(counts);
        }

        String namespace() {
            return namespace;
        }

        long total() {
            return total;
        }
    }

    /** Returns a row of a report. */
    static String row(String namespace, long[] counts) {
        long total = Counter.total(counts);
        long count = Math.min(MAX_COUNT, total);
        return "{\"namespace\":" + JsonText.quote(namespace) + ",\"count\":" + count + ",\"failed\":"
                + Math.min(counts[0], count) + ",\"p50\":" + quantile(counts, (total + 1) / 2) + ",\"p99\":"
                + quantile(counts, total - total / 100) + "}";
    }

    /** Returns the time, in microseconds, within which the given number of calls ended. */
    private static long quantile(long[] counts, long calls) {
        long left = calls;
        for (int index = 0; index < Counter.CLASSES - 1; index++) {
            left -= counts[1 + index];
            if (left <= 0) {
                return Counter.end(index);
            }
        }
        return Counter.end(Counter.CLASSES - 1);
    }

    /**
     * Counts a call of this node that has ended.
     *
     * @param namespace the namespace that is called; empty if the called instance announces none
     * @param nanos how long it took, with its retries
     */
    public void called(String namespace, long nanos, boolean failed) {
        add(calls, namespace, nanos, failed);
    }

    /**
     * Counts a request that this node has answered, or refused at once.
     *
     * @param namespace the namespace that the caller announces; empty if it announces none
     */
    void served(String namespace, long nanos, boolean failed) {
        add(served, namespace, nanos, failed);
    }

    private static void add(Map<String, Counter> counters, String namespace, long nanos, boolean failed) {
        String name = namespace.isEmpty() ? OTHERS : namespace;
        Counter counter = counters.get(name);
        if (counter == null && counters.size() >= MAX_COUNTED) {
            name = OTHERS;
            counter = counters.get(name);
        }
        if (counter == null) {
            counter = counters.computeIfAbsent(name, made -> new Counter());
        }
        counter.add(nanos, failed);
    }

    /**
     * Returns the report for a heartbeat: the counts of the last interval, as a JSON object. All heartbeats of one interval
     * have the same report, whichever registry they go to. After a gap of more than three intervals the report is empty,
     * because a registry would show the average of the gap as the present rate.
     */
    public synchronized String report(long now) {
        long passed = now - reportedAt;
        if (passed >= Math.max(SECOND_NANOS, intervalNanos - intervalNanos / 4)) {
            reportedAt = now;
            String made = rows("calls", calls) + rows("served", served);
            last = made.isEmpty() || passed > MAX_INTERVALS * intervalNanos ? NOTHING
                    : "{\"millis\":" + Math.min(MAX_MILLIS, TimeUnit.NANOSECONDS.toMillis(passed)) + made + "}";
        }
        return last;
    }

    private static String rows(String name, Map<String, Counter> counters) {
        boolean full = counters.size() >= MAX_COUNTED;
        List<Row> rows = new ArrayList<>();
        counters.forEach((namespace, counter) -> rows.add(new Row(namespace, counter)));
        rows.sort(Comparator.comparingLong(Row::total).reversed().thenComparing(Row::namespace));
        // a counter that is not reported is removed, to make room for another namespace. A call that is counted at this very
        // moment is lost
        boolean crowded = full && rows.stream().anyMatch(row -> row.total > 0 && row.namespace.equals(OTHERS));
        long[] others = new long[Counter.CLASSES + 1];
        StringBuilder text = new StringBuilder();
        int reported = 0;
        for (Row row : rows) {
            String json = row.total == 0 ? "" : row(row.namespace, row.counts);
            boolean named = !json.isEmpty() && !row.namespace.equals(OTHERS) && reported < MAX_REPORTED
                    && text.length() + json.length() <= MAX_TEXT;
            if (named) {
                reported++;
                text.append(',').append(json);
            } else {
                Arrays.setAll(others, i -> others[i] + row.counts[i]);
                if ((crowded || row.total == 0) && row.counter.isTaken()) {
                    counters.remove(row.namespace, row.counter);
                }
            }
        }
        if (Counter.total(others) > 0) {
            text.append(',').append(row(OTHERS, others));
        }
        return text.isEmpty() ? "" : ",\"" + name + "\":[" + text.substring(1) + "]";
    }
}
