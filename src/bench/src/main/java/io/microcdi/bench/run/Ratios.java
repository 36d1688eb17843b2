package io.microcdi.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The ratios of ours to all else, for programs: {@code ratio <server> <contender> <payload> c=<n> <value>}. */
final class Ratios {

    /** The name of the raw echo on each server. */
    static final String ECHO = "echo";
    /** The name of our contender on each server. */
    static final String OURS = "micro";
    /** The prefix of each line. */
    static final String BEGIN = "ratio ";

    private final Results results;
    private final List<String> lines = new ArrayList<>();

    Ratios(Results results) {
        this.results = results;
    }

    /** One a line. */
    List<String> lines(List<Row> peers) {
        addOurs(peers);
        addEchoes();
        for (String mixed : NodeJs.MIXED) {
            add(Host.NODEJS.row(mixed), Host.NODEJS.row(NodeJs.ALONE), NodeJs.ALONE, "", Measurement::perSecond);
        }
        return lines;
    }

    private void addOurs(List<Row> peers) {
        for (Row row : results.rows()) {
            if (row.name().startsWith(OURS)) {
                addByEcho(row);
                if (!row.name().equals(OURS)) {
                    add(row, new Row(row.server(), OURS), OURS, "", Measurement::perSecond);
                }
                for (Row peer : peers) {
                    add(row, peer, peer.name(), "", Measurement::perSecond);
                    add(row, peer, peer.name(), ".cpu", Measurement::cpu);
                }
            }
        }
    }

    private void addEchoes() {
        for (Row row : results.rows()) {
            if (row.name().startsWith(ECHO + "-")) {
                addByEcho(row);
            }
        }
    }

    private void addByEcho(Row row) {
        Row echo = new Row(row.server(), ECHO);
        add(row, echo, ECHO, "", Measurement::perSecond);
        add(row, echo, ECHO, ".p50", Measurement::p50);
        add(row, echo, ECHO, ".p99", Measurement::p99);
        add(row, echo, ECHO, ".cpu", Measurement::cpu);
    }

    private void add(Row one, Row other, String otherName, String figureName, ToDoubleFunction<Measurement> figure) {
        for (Results.Load load : results.loads()) {
            results.ratio(one, other, load, figure).ifPresent(value -> lines.add(String.format(Locale.ROOT,
                    BEGIN + "%s %s%s/%s%s %s %.2f", one.server(), one.name(), figureName, otherName, figureName, load,
                    value)));
        }
    }
}
