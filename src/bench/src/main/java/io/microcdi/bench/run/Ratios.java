package io.microcdi.bench.run;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The ratios of ours to all else, for programs: {@code ratio <server> <contender> <payload> c=<n> <value>}. */
final class Ratios {

    /** What the raw echo is called on each server. */
    static final String ECHO = "echo";
    /** What ours is called on each server. */
    static final String OURS = "micro";

    private final Results results;
    private final PrintStream out;

    Ratios(Results results, PrintStream out) {
        this.results = results;
        this.out = out;
    }

    void print(List<Row> peers) {
        for (Row row : results.rows()) {
            if (row.name().startsWith(OURS)) {
                Row echo = new Row(row.server(), ECHO);
                print(row, echo, ECHO, "", Measurement::perSecond);
                print(row, echo, ECHO, ".p50", Measurement::p50);
                print(row, echo, ECHO, ".p99", Measurement::p99);
                print(row, echo, ECHO, ".cpu", Measurement::cpu);
                if (!row.name().equals(OURS)) {
                    print(row, new Row(row.server(), OURS), OURS, "", Measurement::perSecond);
                }
                for (Row peer : peers) {
                    print(row, peer, peer.name(), "", Measurement::perSecond);
                    print(row, peer, peer.name(), ".cpu", Measurement::cpu);
                }
            }
        }
    }

    private void print(Row one, Row other, String otherName, String figureName, ToDoubleFunction<Measurement> figure) {
        for (Results.Load load : results.loads()) {
            results.ratio(one, other, load, figure).ifPresent(value -> out.printf(Locale.ROOT,
                    "ratio %s %s%s/%s%s %s %.2f%n", one.server(), one.name(), figureName, otherName, figureName, load,
                    value));
        }
    }
}
