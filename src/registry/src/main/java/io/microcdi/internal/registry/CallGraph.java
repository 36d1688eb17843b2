package io.microcdi.internal.registry;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.node.CallStatistics;

/**
 * The calls between namespaces, as sums of the newest reports of the instances. For each pair of namespaces the reports of
 * the callers count. If the called instances report notably more calls, some callers do not report, and the reports of the
 * called instances count instead. The sums are made at most once a second, on the thread that asks for them. In a cluster
 * each registry sends its sums to the others. Thread-safe.
 */
final class CallGraph {

    /** The age after which the sums of another registry no longer count. */
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long MAX_CACHED_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The largest number of pairs with sums of their own. Only nodes that invent names can report more. */
    private static final int MAX_PAIRS = 10_000;
    /** The largest number of pairs that a registry sends to the others. */
    private static final int MAX_LINES = 500;
    private static final int COLUMNS = 7;
    private static final double MAX_NUMBER = 1e15;
    /**
     * The factor that counts as notably more. The two ends count at different moments, so that their rates differ a little
     * even if all callers report.
     */
    private static final double NOTABLY_MORE = 1.25;

    private final Timer timer;
    private final Supplier<Collection<LocalInstance>> instances;
    /** The sums of the other registries of the cluster, by owner. */
    private final Map<String, RemoteSums> others = new ConcurrentHashMap<>();
    private List<CallEdge> edges = List.of();
    private long summedAt;
    private boolean made;
    /** The time of the last {@link #instanceCallTexts()}. */
    private volatile long textsAt;

    CallGraph(Timer timer, Supplier<Collection<LocalInstance>> instances) {
        this.timer = timer;
        this.instances = instances;
        this.textsAt = timer.nanoTime() - 1;
    }

    private record Pair(String from, String to) {
    }

    /** The sums of another registry. */
    private record RemoteSums(long summedAt, List<CallEdge> edges) {
    }

    /** The sums by pairs. */
    private static final class Sums {

        final Map<Pair, CallNumbers> byCaller = new HashMap<>();
        final Map<Pair, CallNumbers> byCalled = new HashMap<>();

        void add(String from, String to, CallNumbers numbers, boolean caller) {
            Map<Pair, CallNumbers> sums = caller ? byCaller : byCalled;
            Pair pair = new Pair(from, to);
            sums.merge(sums.size() < MAX_PAIRS || sums.containsKey(pair) ? pair
                    : new Pair(CallStatistics.OTHERS, CallStatistics.OTHERS), numbers, CallNumbers::sum);
        }

        /** Keeps one side of each pair: the callers, unless the called instances report notably more. */
        Sums oneSideEach() {
            byCalled.forEach((pair, called) -> {
                CallNumbers caller = byCaller.get(pair);
                if (caller != null && called.rate() > NOTABLY_MORE * caller.rate()) {
                    byCaller.remove(pair);
                }
            });
            byCalled.keySet().removeAll(byCaller.keySet());
            return this;
        }

        /**
         * Removes the sums that called instances report, if the callers here report about as many calls: other
         * registries do not need them then.
         */
        Sums withoutDuplicates() {
            byCalled.entrySet().removeIf(entry -> {
                CallNumbers caller = byCaller.get(entry.getKey());
                return caller != null && entry.getValue().rate() <= NOTABLY_MORE * caller.rate();
            });
            return this;
        }

        /** Returns the sums of both sides, the highest rates first. */
        List<CallEdge> list() {
            return Stream.concat(list(byCaller, true), list(byCalled, false))
                    .sorted(Comparator.comparingDouble((CallEdge edge) -> edge.calls().rate()).reversed()
                            .thenComparing(CallEdge::from).thenComparing(CallEdge::to))
                    .toList();
        }

        private static Stream<CallEdge> list(Map<Pair, CallNumbers> sums, boolean byCaller) {
            return sums.entrySet().stream().map(
                    entry -> new CallEdge(entry.getKey().from(), entry.getKey().to(), entry.getValue(), byCaller));
        }
    }

    /** Returns the pairs, the highest rates first. */
    synchronized List<CallEdge> edges() {
        long now = timer.nanoTime();
        if (!made || now - summedAt >= MAX_CACHED_NANOS) {
            Sums sums = own(now);
            others.values().removeIf(remote -> now - remote.summedAt > MAX_AGE_NANOS);
            others.values().forEach(remote -> remote.edges
                    .forEach(edge -> sums.add(edge.from(), edge.to(), edge.calls(), edge.byCaller())));
            edges = sums.oneSideEach().list();
            summedAt = now;
            made = true;
        }
        return edges;
    }

    /** Returns the callers of an instance, as it reports them, the highest rates first. */
    static List<CallEdge> callers(Instance instance, long now) {
        Sums sums = new Sums();
        CallReport report = instance.report(now);
        for (int i = 0; report != null && i < report.size(); i++) {
            if (!report.isCalled(i)) {
                sums.add(report.namespace(i), instance.namespace(), report.numbers(i), false);
            }
        }
        return sums.list();
    }

    private Sums own(long now) {
        Sums sums = new Sums();
        for (LocalInstance instance : instances.get()) {
            CallReport report = instance.report(now);
            for (int i = 0; report != null && i < report.size(); i++) {
                String other = report.namespace(i);
                if (report.isCalled(i)) {
                    sums.add(instance.namespace(), other, report.numbers(i), true);
                } else {
                    sums.add(other, instance.namespace(), report.numbers(i), false);
                }
            }
        }
        return sums;
    }

    /** Returns the {@link InstanceCalls} since the last call of this method, as texts for the other registries. */
    List<String> instanceCallTexts() {
        long now = timer.nanoTime();
        List<String> texts = InstanceCalls.texts(instances.get(), textsAt, now);
        textsAt = now;
        return texts;
    }

    /** Returns the text for the other registries of a cluster: a line for each of the 500 busiest pairs here. */
    String toText() {
        StringBuilder text = new StringBuilder();
        for (CallEdge edge : own(timer.nanoTime()).withoutDuplicates().list().stream().limit(MAX_LINES).toList()) {
            String line = edge.from() + " " + edge.to() + " " + edge.byCaller() + " " + text(edge.calls()) + "\n";
            if (text.length() + line.length() <= MessageChunks.MAX_TEXT) {
                text.append(line);
            }
        }
        return text.toString();
    }

    /** Returns numbers in four columns, which {@link #numbers} reads. */
    static String text(CallNumbers calls) {
        return (float) calls.rate() + " " + (float) calls.failing() + " " + (float) calls.p50() + " "
                + (float) calls.p99();
    }

    /**
     * Stores the sums of another registry.
     *
     * @param text the text of {@link #toText}. Lines of another form are ignored
     */
    void remote(String owner, String text) {
        List<CallEdge> read = text.lines().limit(MAX_LINES).flatMap(CallGraph::read).toList();
        if (read.isEmpty()) {
            others.remove(owner);
        } else {
            others.put(owner, new RemoteSums(timer.nanoTime(), read));
        }
    }

    /** Forgets the sums of the other registries. */
    void clear() {
        others.clear();
    }

    private static Stream<CallEdge> read(String line) {
        String[] parts = line.split(" ", COLUMNS);
        CallNumbers numbers = parts.length == COLUMNS && isName(parts[0]) && isName(parts[1]) ? numbers(parts, 3)
                : null;
        return numbers == null ? Stream.empty()
                : Stream.of(new CallEdge(parts[0].intern(), parts[1].intern(), numbers,
                        Boolean.parseBoolean(parts[2])));
    }

    /** Reads four columns; {@code null} if they are no numbers of calls. */
    static @Nullable CallNumbers numbers(String[] parts, int first) {
        try {
            double[] numbers = Arrays.stream(parts, first, first + 4).mapToDouble(Double::parseDouble).toArray();
            return DoubleStream.of(numbers).allMatch(number -> number >= 0 && number <= MAX_NUMBER)
                    ? new CallNumbers(numbers[0], numbers[1], numbers[2], numbers[3]) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static boolean isName(String text) {
        return text.equals(CallStatistics.OTHERS) || Namespaces.isValid(text);
    }

    /**
     * Returns the pairs that a reader may see: those whose ends are both visible to it. The sum {@code *} at one end
     * hides no pair. A pair with {@code *} at both ends is visible only to a reader that may see all namespaces: its
     * glob is {@code *}.
     */
    static Stream<CallEdge> visible(List<CallEdge> edges, Predicate<String> visible) {
        Predicate<String> seen = name -> name.equals(CallStatistics.OTHERS) || visible.test(name);
        return edges.stream().filter(edge -> seen.test(edge.from()) && seen.test(edge.to())
                && (visible.test(edge.from()) || visible.test(edge.to())));
    }
}
