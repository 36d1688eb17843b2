package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.json.JsonTrees;
import io.microcdi.internal.node.CallStatistics;

/**
 * The report of a node's calls, which comes with a heartbeat (wire, Calls of nodes). The registry stores one for each
 * instance, so that it is compact: a name and four numbers for each namespace, 1 KB at most beside the names. Immutable.
 */
final class CallReport {

    /** The longest report, in characters. */
    static final int MAX_CHARS = 8_192;

    private static final int MAX_ROWS = CallStatistics.MAX_REPORTED + 1;
    private static final long MAX_MILLIS = 3_600_000;
    /** The longest time for which a report counts. */
    static final long MAX_AGE_MILLIS = 2 * MAX_MILLIS;
    /** A report of a shorter time counts as one of this time, so that a few calls do not give a high rate. */
    private static final long MIN_COUNTED_MILLIS = 1_000;
    /** The highest rate in calls a second. Higher ones count as this one. */
    private static final double MAX_RATE = 1_000_000;
    /** The shortest time for which a report counts. */
    private static final long MIN_AGE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long MAX_COUNT = 1_000_000_000;
    private static final long MAX_MICROS = 3_600_000_000L;
    private static final int NUMBERS = 4;
    /** The bytes of a report without its rows, and of a row without the characters of its name. */
    private static final int BYTES_OF_REPORT = 100;
    private static final int BYTES_OF_ROW = 80;

    private final long receivedAt;
    private final long maxAgeNanos;
    private final int calls;
    private final String[] names;
    /** The rate, the rate of failures, p50 and p99 of each name. */
    private final float[] numbers;

    private CallReport(long receivedAt, long maxAgeNanos, int calls, List<String> names, List<CallNumbers> rows) {
        this.receivedAt = receivedAt;
        this.maxAgeNanos = maxAgeNanos;
        this.calls = calls;
        this.names = names.toArray(String[]::new);
        this.numbers = new float[NUMBERS * this.names.length];
        for (int i = 0; i < this.names.length; i++) {
            CallNumbers row = rows.get(i);
            numbers[NUMBERS * i] = (float) row.rate();
            numbers[NUMBERS * i + 1] = (float) row.failing();
            numbers[NUMBERS * i + 2] = (float) row.p50();
            numbers[NUMBERS * i + 3] = (float) row.p99();
        }
    }

    /**
     * Reads the payload of a heartbeat.
     *
     * @param now the time of the timer
     * @return {@code null} if it reports no calls
     * @throws IllegalArgumentException if it is not a report
     */
    static @Nullable CallReport read(String payload, long now) {
        if (payload.length() > MAX_CHARS) {
            throw new IllegalArgumentException("it has more than " + MAX_CHARS + " characters");
        }
        try {
            JsonObject report = JsonTrees.read(payload).asJsonObject();
            if (!report.containsKey("calls") && !report.containsKey("served")) {
                return null;
            }
            long millis = Math.max(MIN_COUNTED_MILLIS, number(report, "millis", 1, MAX_MILLIS));
            double seconds = millis / 1_000.0;
            List<String> names = new ArrayList<>();
            List<CallNumbers> rows = new ArrayList<>();
            read(report, "calls", seconds, names, rows);
            int calls = names.size();
            read(report, "served", seconds, names, rows);
            // the next one comes after about the same time
            long maxAgeNanos = Math.max(MIN_AGE_NANOS, TimeUnit.MILLISECONDS.toNanos(2 * millis));
            return new CallReport(now, maxAgeNanos, calls, names, rows);
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("it is no JSON object, or a member is missing or of another type", e);
        }
    }

    /**
     * Makes the report of calls that an instance of another registry has served.
     *
     * @param millis the time for which it counts, from {@link #millisLeft} at the other registry
     */
    static CallReport served(long now, long millis, List<String> names, List<CallNumbers> rows) {
        return new CallReport(now, TimeUnit.MILLISECONDS.toNanos(millis), 0, names, rows);
    }

    /** Returns the milliseconds for which the report still counts. */
    long millisLeft(long now) {
        return TimeUnit.NANOSECONDS.toMillis(maxAgeNanos - (now - receivedAt));
    }

    private static void read(JsonObject report, String member, double seconds, List<String> names,
            List<CallNumbers> rows) {
        if (!report.containsKey(member)) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (JsonValue value : report.getJsonArray(member)) {
            JsonObject row = value.asJsonObject();
            String name = row.getString("namespace");
            boolean valid = name.equals(CallStatistics.OTHERS) || Namespaces.isValid(name);
            if (!valid || !seen.add(name) || seen.size() > MAX_ROWS) {
                throw new IllegalArgumentException(member + " has more than " + MAX_ROWS
                        + " namespaces, one of them twice, or a name that is no namespace");
            }
            long count = number(row, "count", 1, MAX_COUNT);
            double rate = Math.min(MAX_RATE, count / seconds);
            // interned, because thousands of instances report the same names
            names.add(name.intern());
            rows.add(new CallNumbers(rate, rate * number(row, "failed", 0, count) / count,
                    number(row, "p50", 0, MAX_MICROS) / 1_000.0, number(row, "p99", 0, MAX_MICROS) / 1_000.0));
        }
    }

    private static long number(JsonObject object, String name, long min, long max) {
        long value;
        try {
            JsonNumber number = object.getJsonNumber(name);
            // the digits of a number with a large exponent must not be written out
            value = number.bigDecimalValue().scale() < -18 ? Long.MAX_VALUE : number.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(name + " is no whole number", e);
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is not from " + min + " to " + max);
        }
        return value;
    }

    /**
     * Returns whether the report is too old to count: after 30 s, or after twice the time that it covers if that is longer.
     */
    boolean isOld(long now) {
        return now - receivedAt > maxAgeNanos;
    }

    /** Returns whether it came after a time. */
    boolean isAfter(long time) {
        return receivedAt - time > 0;
    }

    /** Returns about the bytes that it takes, as if no other report had the same names. */
    long bytes() {
        long bytes = BYTES_OF_REPORT + (long) BYTES_OF_ROW * names.length;
        for (String name : names) {
            bytes += name.length();
        }
        return bytes;
    }

    /** Returns how many namespaces it has. */
    int size() {
        return names.length;
    }

    /** Returns whether a row is about calls that the node has made. Other rows are about calls that it has served. */
    boolean isCalled(int row) {
        return row < calls;
    }

    /** Returns the namespace at the other end. */
    String namespace(int row) {
        return names[row];
    }

    CallNumbers numbers(int row) {
        int from = NUMBERS * row;
        return new CallNumbers(numbers[from], numbers[from + 1], numbers[from + 2], numbers[from + 3]);
    }

    /** Returns the numbers of all calls that the node has served; {@code null} for none. */
    @Nullable
    CallNumbers served() {
        CallNumbers all = null;
        for (int row = calls; row < names.length; row++) {
            all = CallNumbers.sum(all, numbers(row));
        }
        return all;
    }
}
