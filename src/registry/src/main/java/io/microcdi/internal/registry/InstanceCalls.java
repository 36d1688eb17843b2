package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.node.CallStatistics;

/**
 * The texts by which the registries of a cluster send each other the calls that each instance has served. A new report is
 * sent once, as a line with the instance, the milliseconds for which the report counts, and the busiest callers. A registry
 * sends the reports of the busiest instances, as many as fit.
 */
final class InstanceCalls {

    /** Begins each line. A line of {@link CallGraph} begins with a namespace, which cannot contain it. */
    private static final String MARK = "#";
    private static final int MAX_TEXTS = 4;
    /** The number of callers with numbers of their own. The others are summed. */
    private static final int MAX_CALLERS = 4;
    private static final int NAMES = 3;
    /** The digits of {@link CallReport#MAX_AGE_MILLIS}. */
    private static final int MAX_DIGITS = 7;
    private static final int COLUMNS = 5;

    private InstanceCalls() {
    }

    private record Served(LocalInstance instance, long millisLeft, double rate) {
    }

    /** Returns the texts of the reports that came after a time. */
    static List<String> texts(Collection<LocalInstance> instances, long since, long now) {
        List<Served> served = new ArrayList<>();
        for (LocalInstance instance : instances) {
            CallReport report = instance.report(now);
            CallNumbers all = report != null && report.isAfter(since) ? report.served() : null;
            if (all != null && isAscii(instance.key().toString())) {
                served.add(new Served(instance, report.millisLeft(now), all.rate()));
            }
        }
        served.sort(Comparator.comparingDouble(Served::rate).reversed());
        MessageChunks texts = new MessageChunks();
        for (int i = 0; i < served.size() && texts.full() < MAX_TEXTS; i++) {
            texts.add(line(served.get(i), now));
        }
        return texts.all().stream().limit(MAX_TEXTS).toList();
    }

    private static boolean isAscii(String key) {
        return key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static String line(Served served, long now) {
        LocalInstance instance = served.instance();
        StringBuilder line = new StringBuilder(MARK).append(instance.namespace()).append(' ').append(instance.key())
                .append(' ').append(served.millisLeft());
        CallNumbers others = null;
        int listed = 0;
        for (CallEdge caller : CallGraph.callers(instance, now)) {
            if (listed < MAX_CALLERS && !caller.from().equals(CallStatistics.OTHERS)) {
                listed++;
                append(line, caller.from(), caller.calls());
            } else {
                others = CallNumbers.sum(others, caller.calls());
            }
        }
        if (others != null) {
            append(line, CallStatistics.OTHERS, others);
        }
        return line.append('\n').toString();
    }

    private static void append(StringBuilder line, String from, CallNumbers calls) {
        line.append(' ').append(from).append(' ').append(CallGraph.text(calls));
    }

    /** Returns whether a text of another registry contains such lines. */
    static boolean isText(String text) {
        return text.startsWith(MARK);
    }

    /**
     * Stores the reports of another registry. Lines of another form are ignored.
     *
     * @param instances gives the instance of a namespace and a key; {@code null} if there is none
     */
    static void read(String text, BiFunction<String, String, @Nullable RemoteInstance> instances, long now) {
        text.lines().filter(InstanceCalls::isText).forEach(line -> {
            String[] parts = line.split(" ", NAMES + COLUMNS * (MAX_CALLERS + 1));
            RemoteInstance instance = parts.length < NAMES + COLUMNS || parts.length % COLUMNS != NAMES ? null
                    : instances.apply(parts[0].substring(MARK.length()), parts[1]);
            CallReport report = instance == null ? null : report(parts, now);
            if (report != null) {
                instance.report(report);
            }
        });
    }

    private static @Nullable CallReport report(String[] parts, long now) {
        String millis = parts[2];
        if (millis.isEmpty() || millis.length() > MAX_DIGITS || !millis.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        long left = Math.min(CallReport.MAX_AGE_MILLIS, Long.parseLong(millis));
        if (left == 0) {
            return null;
        }
        List<String> names = new ArrayList<>();
        List<CallNumbers> rows = new ArrayList<>();
        for (int i = NAMES; i < parts.length; i += COLUMNS) {
            CallNumbers numbers = CallGraph.numbers(parts, i + 1);
            if (numbers == null || !CallGraph.isName(parts[i])) {
                return null;
            }
            names.add(parts[i].intern());
            rows.add(numbers);
        }
        return CallReport.served(now, left, names, rows);
    }
}
