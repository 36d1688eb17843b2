package io.microcdi.internal.registry;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Standing;
import io.microcdi.it.fuzz.Clock;
import io.microcdi.it.fuzz.Input;

/**
 * The texts that the registries of a cluster send each other: acts of persons, sums of calls, calls of instances; and the
 * ids of instances. Lines of another form are ignored or refused, and a third registry reads what the second one tells.
 */
public final class MemberTextFuzz {

    private static final Clock CLOCK = new Clock();

    private MemberTextFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int kind = input.below(4);
        String text = input.text();
        Input.timed(bytes.length, () -> {
            switch (kind) {
                case 0 -> holds(text);
                case 1 -> sums(text);
                case 2 -> calls(text);
                default -> ids(text);
            }
        });
    }

    private static void holds(String text) {
        OperatorHolds holds = new OperatorHolds();
        List<OperatorHolds.Change> changes = merge(holds, text, true);
        Set<String> lines = lines(holds);
        OperatorHolds third = new OperatorHolds();
        holds.texts().forEach(told -> merge(third, told, false));
        Input.same(lines, lines(third), "a third registry learns the same");
        for (OperatorHolds.Change change : changes) {
            // a person here acts on the same instance
            OperatorHold hold = new OperatorHold(true, "ada", Instant.now(), null);
            holds.set(change.namespace(), change.key(), hold, Instant.now());
            Input.same(hold, holds.get(change.namespace(), change.key()), "the last act counts");
        }
        Input.check(holds.size() <= OperatorHolds.MAX_ACTS + 1, "acts have a bound", holds.size());
        lines(holds);
        holds.sweep(Instant.now(), id -> false);
        lines(holds);
    }

    private static List<OperatorHolds.Change> merge(OperatorHolds holds, String text, boolean mayBeRefused) {
        List<OperatorHolds.Change> changes = new ArrayList<>();
        try {
            holds.merge(text, changes::add);
        } catch (IllegalArgumentException | DateTimeException refused) {
            Input.check(mayBeRefused, "the text of a registry is readable", refused);
        }
        if (!changes.isEmpty()) {
            OperatorHolds.Change last = changes.get(changes.size() - 1);
            Input.same(last.now(), holds.get(last.namespace(), last.key()), "a change is stored");
        }
        return changes;
    }

    private static Set<String> lines(OperatorHolds holds) {
        Set<String> lines = new TreeSet<>();
        for (String text : holds.texts()) {
            Input.check(text.chars().allMatch(c -> c < 0x80) && text.endsWith("\n"), "acts are lines in ASCII", text);
            lines.addAll(text.lines().toList());
        }
        return lines;
    }

    private static void sums(String text) {
        CallGraph map = new CallGraph(CLOCK, List::of);
        map.remote("a/1", text);
        StringBuilder again = new StringBuilder();
        List<CallEdge> edges = map.edges();
        for (CallEdge edge : edges) {
            Input.check(CallGraph.isName(edge.from()) && CallGraph.isName(edge.to()), "the ends are namespaces", edge);
            check(edge.calls());
            again.append(edge.from()).append(' ').append(edge.to()).append(' ').append(edge.byCaller()).append(' ')
                    .append(CallGraph.text(edge.calls())).append('\n');
        }
        CallGraph third = new CallGraph(CLOCK, List::of);
        third.remote("b/1", again.toString());
        Input.same(edges.size(), third.edges().size(), "a third registry learns the same");
    }

    private static void check(CallNumbers numbers) {
        Input.check(Double.isFinite(numbers.rate()) && numbers.rate() >= 0 && numbers.failing() >= 0
                && Double.isFinite(numbers.p50()) && numbers.p50() >= 0 && numbers.p99() >= 0 && numbers.failed() <= 1,
                "numbers", numbers);
    }

    private static void calls(String text) {
        RemoteInstance instance = new RemoteInstance("a/1", new Entry("payments", InstanceKey.of("10.0.0.5", 80, ""),
                new Standing("lease", "lease", 0, 0, 0), 0, "", "", false, true, false, Set.of(), "", ""));
        InstanceCalls.read(text, (namespace, key) -> namespace.equals("payments") ? instance : null, 0);
        CallReport report = instance.report(0);
        if (report == null) {
            return;
        }
        long left = report.millisLeft(0);
        Input.check(left > 0 && left <= CallReport.MAX_AGE_MILLIS, "a report ends", left);
        for (int row = 0; row < report.size(); row++) {
            Input.check(CallGraph.isName(report.namespace(row)), "a caller is a namespace", report.namespace(row));
            check(report.numbers(row));
        }
        CallGraph.callers(instance, 0).forEach(edge -> check(edge.calls()));
    }

    private static void ids(String text) {
        String[] named = RegistryEvent.named(text);
        Input.check(named.length == 0 || named.length == 2, "an id has two names", text);
        if (named.length == 2) {
            Input.same(List.of(named), List.of(RegistryEvent.named(RegistryEvent.id(named[0], named[1]))),
                    "an id is read again as the same");
        }
        int end = Proxy.longest(text);
        Input.check(end == text.length() || end == 0 || text.charAt(end) == '/', "a namespace has whole segments", end);
    }
}
