package io.microcdi.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Calls a second of all contenders as bars, the most first, as a picture of its own in SVG. */
final class Plot {

    private static final int WIDTH = 720;
    private static final int LEFT = 190;
    private static final int LONGEST = 420;
    private static final int STEP = 22;
    private static final int TOP = 36;

    private final Results results;

    Plot(Results results) {
        this.results = results;
    }

    /** Writes one file for each load. */
    void write(Path directory) throws IOException {
        for (Results.Load load : results.loads()) {
            String name = "calls-" + load.payload() + "-" + load.inFlight() + ".svg";
            Files.writeString(directory.resolve(name), svg(load));
        }
    }

    private String svg(Results.Load load) {
        List<Row> rows = results.rows().stream()
                .filter(row -> results.median(row, load, Measurement::perSecond).isPresent())
                .sorted(Comparator.comparingDouble((Row row) -> perSecond(row, load)).reversed()).toList();
        StringBuilder svg = new StringBuilder();
        line(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" "
                + "font-size=\"13\">", WIDTH, TOP + STEP * rows.size() + 10);
        line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
        line(svg, "<text x=\"%d\" y=\"20\">calls a second, payload of %s, %d in flight</text>", LEFT, load.payload(),
                load.inFlight());
        double most = rows.isEmpty() ? 1 : perSecond(rows.get(0), load);
        for (int i = 0; i < rows.size(); i++) {
            bar(svg, rows.get(i), perSecond(rows.get(i), load), most, TOP + STEP * i);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Row row, double value, double most, int y) {
        double length = value / most * LONGEST;
        line(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s %s</text>", LEFT - 8, y + 13, row.server(),
                row.name());
        line(svg, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>", LEFT, y, length,
                row.name().startsWith(Ratios.OURS) ? "#1a6dcc" : "#a9b4c0");
        line(svg, "<text x=\"%.1f\" y=\"%d\">%,.0f</text>", LEFT + length + 6, y + 13, value);
    }

    private double perSecond(Row row, Results.Load load) {
        return results.median(row, load, Measurement::perSecond).orElse(0);
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
