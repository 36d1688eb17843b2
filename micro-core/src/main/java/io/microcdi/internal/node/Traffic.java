package io.microcdi.internal.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import io.microcdi.internal.wire.JsonText;

/**
 * Counts the calls that a node makes and those that it serves, by the namespace of the other end, for its reports to
 * registries (wire, Calls of nodes). A call costs two increments at most, without a lock. The memory is bounded: 64
 * namespaces in each direction have counters of their own, of 0.9 KB. Thread-safe.
 *
 * <p>Times are counted in classes whose upper end is at most 25 % above their lower end. Longer ones than 137 s count as
 * 137 s.
 */
public final class Traffic {

    /** The feature of a registry that takes reports. */
    public static final String FEATURE = "calls";

    /** The name that sums the namespaces beyond the bounds. */
    public static final String OTHERS = "*";

    /** The namespaces of each direction in a report, without {@link #OTHERS}. */
    public static final int MAX_REPORTED = 20;

    private static final int MAX_COUNTED = 64;
    /** The longest part of a report for one direction, in characters. */
    private static final int MAX_TEXT = 2_000;
    private static final String NOTHING = "{}";

    private final Map<String, Counter> calls = new ConcurrentHashMap<>();
    private final Map<String, Counter> served = new ConcurrentHashMap<>();
    private final long interval;
    private long at;
    private String last = NOTHING;

    /**
     * Makes counters.
     *
     * @param now the time of the timer
     * @param interval the nanoseconds between two heartbeats
     */
    Traffic(long now, long interval) {
        this.at = now;
        this.interval = interval;
    }

    /**
     * The calls of one namespace since the counter was made: at 0 those that failed, behind it one element for each class
     * of times. Only the reporter uses the copy of the last report.
     */
    private static final class Counter extends AtomicIntegerArray {

        private static final long serialVersionUID = 1L;
        private static final int CLASSES = 104;

        private final int[] before = new int[CLASSES + 1];

        Counter() {
            super(CLASSES + 1);
        }

        void add(long nanos, boolean failed) {
            getAndIncrement(1 + classOf(nanos));
            if (failed) {
                getAndIncrement(0);
            }
        }

        /** Returns what has been counted since the last report. */
        int[] take() {
            int[] counts = new int[CLASSES + 1];
            for (int i = 0; i <= CLASSES; i++) {
                int now = get(i);
                counts[i] = now - before[i];
                before[i] = now;
            }
            return counts;
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

    /** The calls of one namespace in a report. */
    private static final class Row {

        private final String namespace;
        private final int[] counts;
        private final int total;

        Row(String namespace, int[] counts) {
            this.namespace = namespace;
            this.counts = counts;
            this.total = IntStream.of(counts).skip(1).sum();
        }

        String namespace() {
            return namespace;
        }

        int total() {
            return total;
        }

        String json() {
            return "{\"namespace\":" + JsonText.quote(namespace) + ",\"count\":" + total + ",\"failed\":"
                    + Math.min(counts[0], total) + ",\"p50\":" + quantile(50) + ",\"p99\":" + quantile(99) + "}";
        }

        /** Returns a percentile in microseconds. */
        private long quantile(int percent) {
            long left = ((long) total * percent + 99) / 100;
            for (int index = 0; index < Counter.CLASSES - 1; index++) {
                left -= counts[1 + index];
                if (left <= 0) {
                    return Counter.end(index);
                }
            }
            return Counter.end(Counter.CLASSES - 1);
        }
    }

    /**
     * Counts a call of this node that has ended.
     *
     * @param nanos how long it took, with its retries
     */
    public void called(String namespace, long nanos, boolean failed) {
        add(calls, namespace, nanos, failed);
    }

    /**
     * Counts a request that this node has answered.
     *
     * @param namespace the namespace that the caller announces; empty if it announces none
     */
    void served(String namespace, long nanos, boolean failed) {
        add(served, namespace.isEmpty() ? OTHERS : namespace, nanos, failed);
    }

    private static void add(Map<String, Counter> counters, String namespace, long nanos, boolean failed) {
        Counter counter = counters.get(namespace);
        if (counter == null) {
            counter = counters.computeIfAbsent(counters.size() < MAX_COUNTED ? namespace : OTHERS,
                    name -> new Counter());
        }
        counter.add(nanos, failed);
    }

    /**
     * Returns the report for a heartbeat: what was counted in the last interval, as a JSON object. Heartbeats of one interval
     * have the same report, to whichever registry they go.
     */
    public synchronized String report(long now) {
        long passed = now - at;
        if (passed >= interval - interval / 4) {
            at = now;
            String made = rows("calls", calls) + rows("served", served);
            last = made.isEmpty() ? NOTHING
                    : "{\"millis\":" + Math.max(1, TimeUnit.NANOSECONDS.toMillis(passed)) + made + "}";
        }
        return last;
    }

    private static String rows(String name, Map<String, Counter> counters) {
        List<Row> rows = new ArrayList<>();
        counters.forEach((namespace, counter) -> rows.add(new Row(namespace, counter.take())));
        rows.stream().filter(row -> row.total() == 0).forEach(idle -> {
            // its place is free for another one. A call that is counted at this very moment is lost
            counters.remove(idle.namespace());
        });
        rows.removeIf(row -> row.total() == 0);
        rows.sort(Comparator.comparingInt(Row::total).reversed().thenComparing(Row::namespace));
        int[] others = new int[Counter.CLASSES + 1];
        StringBuilder text = new StringBuilder();
        int reported = 0;
        for (Row row : rows) {
            String json = row.json();
            if (row.namespace().equals(OTHERS) || reported == MAX_REPORTED
                    || text.length() + json.length() > MAX_TEXT) {
                for (int i = 0; i < others.length; i++) {
                    others[i] += row.counts[i];
                }
            } else {
                reported++;
                text.append(',').append(json);
            }
        }
        Row rest = new Row(OTHERS, others);
        if (rest.total() > 0) {
            text.append(',').append(rest.json());
        }
        return text.isEmpty() ? "" : ",\"" + name + "\":[" + text.substring(1) + "]";
    }
}
