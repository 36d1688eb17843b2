package io.microcdi.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Calls a second of all contenders as bars, the most first, as a picture of its own in SVG, with other colours where the reader has
 * a dark screen.
 */
final class Plot {

    private static final int WIDTH = 720;
    private static final int LEFT = 220;
    private static final int LONGEST = 430;
    private static final int STEP = 22;
    private static final int BAR = 16;
    private static final int TOP = 36;
    private static final String STYLE = """
            <style>
            svg { font: 13px system-ui, sans-serif; color-scheme: light dark }
            .paper { fill: #fff } text { fill: #1f2328 } .other { fill: #afb8c1 } .echo { fill: #6e7781 } .ours { fill: #0969da }
            @media (prefers-color-scheme: dark) {
            .paper { fill: #0d1117 } text { fill: #e6edf3 } .other { fill: #57606a } .echo { fill: #8c959f } .ours { fill: #4493f8 }
            }
            </style>
            """;

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
        String title = String.format(Locale.ROOT, "Calls a second, orders of %s, %d in flight", load.payload(),
                load.inFlight());
        int height = TOP + STEP * rows.size() + 10;
        StringBuilder svg = new StringBuilder();
        // width and height for those who show it as it is, the box for those who scale it
        line(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                + "role=\"img\">", WIDTH, height, WIDTH, height);
        line(svg, "<title>%s</title>", title);
        svg.append(STYLE);
        line(svg, "<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>");
        line(svg, "<text x=\"%d\" y=\"20\">%s</text>", LEFT, title);
        double most = rows.isEmpty() ? 1 : perSecond(rows.get(0), load);
        for (int i = 0; i < rows.size(); i++) {
            bar(svg, rows.get(i), perSecond(rows.get(i), load), most, TOP + STEP * i);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Row row, double value, double most, int y) {
        double length = value / most * LONGEST;
        line(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 13, label(row));
        line(svg, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>", color(row), LEFT, y, length,
                BAR);
        line(svg, "<text x=\"%.1f\" y=\"%d\">%,.0f</text>", LEFT + length + 6, y + 13, value);
    }

    private static String label(Row row) {
        return row.name().startsWith(row.server()) ? row.name() : row.server() + " " + row.name();
    }

    private static String color(Row row) {
        if (row.name().startsWith(Ratios.OURS)) {
            return "ours";
        }
        return row.name().startsWith(Ratios.ECHO) ? "echo" : "other";
    }

    private double perSecond(Row row, Results.Load load) {
        return results.median(row, load, Measurement::perSecond).orElse(0);
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
