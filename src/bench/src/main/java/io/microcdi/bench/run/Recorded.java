package io.microcdi.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Ratios of a former run, of things of which more is better; lines as they are printed, and comments after {@code #}. */
final class Recorded {

    /** Machines differ, and what else they do; half of it is neither. */
    private static final double LEAST = 0.5;

    private final Map<String, Double> values = new HashMap<>();

    private Recorded() {
    }

    /** Reads a file. */
    static Recorded read(Path file) {
        Recorded recorded = new Recorded();
        try {
            Files.readAllLines(file).stream().map(String::strip).filter(line -> line.startsWith(Ratios.BEGIN))
                    .forEach(recorded::add);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the recorded ratios of " + file, e);
        }
        return recorded;
    }

    private void add(String line) {
        int last = line.lastIndexOf(' ');
        values.put(line.substring(0, last).strip(), Double.valueOf(line.substring(last + 1)));
    }

    /** The ratios under half of the recorded ones, and those that were not measured, as sentences. */
    List<String> missedBy(List<String> lines) {
        Recorded now = new Recorded();
        lines.forEach(now::add);
        List<String> missed = new ArrayList<>();
        values.forEach((name, value) -> {
            double measured = now.values.getOrDefault(name, Double.NaN);
            // also where it is not a number
            if (!(measured >= value * LEAST)) {
                missed.add(String.format(Locale.ROOT, "%s %.2f is under half of the recorded %.2f", name, measured,
                        value));
            }
        });
        return missed;
    }
}
