package io.microcdi.bench.run;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The medians, for people. */
final class Table {

    private final Results results;
    private final List<Row> peers;

    /**
     * A table.
     *
     * @param peers with whom all are compared, beside the raw echo of the same server
     */
    Table(Results results, List<Row> peers) {
        this.results = results;
        this.peers = peers;
    }

    void print(PrintStream out) {
        for (Results.Load load : results.loads()) {
            out.printf(Locale.ROOT, "%n%-12s %-8s %-22s %9s %8s %8s %8s %8s %8s %7s", load, "server", "contender",
                    "calls/s", "p50 µs", "p99 µs", "cpu s", "B client", "B server", "×echo");
            peers.forEach(peer -> out.printf(" %14s", "×" + peer.name()));
            out.println();
            for (Row row : results.rows()) {
                if (results.median(row, load, Measurement::perSecond).isPresent()) {
                    print(out, row, load);
                }
            }
        }
    }

    private void print(PrintStream out, Row row, Results.Load load) {
        out.printf(Locale.ROOT, "%-12s %-8s %-22s %9.0f %8.0f %8.0f %8.2f %8.0f %8.0f %7s", "", row.server(),
                row.name(), median(row, load, Measurement::perSecond), median(row, load, Measurement::p50),
                median(row, load, Measurement::p99), median(row, load, Measurement::cpu),
                median(row, load, Measurement::clientBytes), median(row, load, Measurement::serverBytes),
                ratio(row, new Row(row.server(), Ratios.ECHO), load));
        peers.forEach(peer -> out.printf(" %14s", ratio(row, peer, load)));
        out.println();
    }

    private double median(Row row, Results.Load load, ToDoubleFunction<Measurement> figure) {
        return results.median(row, load, figure).orElse(Double.NaN);
    }

    private String ratio(Row row, Row other, Results.Load load) {
        OptionalDouble ratio = results.ratio(row, other, load, Measurement::perSecond);
        return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : "";
    }
}
