package io.microcdi.it.chaos.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of results: a line for each rule, with the figure that was measured and its bound. */
public final class Report {

    private record Line(String verdict, String what, String measured, String bound) {
    }

    private final String part;
    private final Path root;
    private final Instant began = Instant.now();
    private final List<Line> lines = new ArrayList<>();
    private String prefix = "";

    Report(String part, Path root) {
        this.part = part;
        this.root = root;
    }

    /** Lines that follow begin with this text. */
    void begin(String scenario) {
        prefix = scenario;
        System.out.printf("%s %s%n", Instant.now().truncatedTo(ChronoUnit.SECONDS), scenario);
    }

    /** Adds a line. */
    public void check(String what, boolean kept, String measured, String bound) {
        add(new Line(kept ? "ok" : "FAIL", prefix + ": " + what, measured, bound));
    }

    /** Adds a line with a figure that may have a highest value. */
    public void atMost(String what, double measured, double bound, String unit) {
        check(what, measured <= bound, figure(measured, unit), "<= " + figure(bound, unit));
    }

    /** Adds a line with a figure that must have a lowest value. */
    public void atLeast(String what, double measured, double bound, String unit) {
        check(what, measured >= bound, figure(measured, unit), ">= " + figure(bound, unit));
    }

    /** Adds a line with a figure that has no bound. */
    public void note(String what, double measured, String unit) {
        add(new Line("", prefix + ": " + what, figure(measured, unit), ""));
    }

    /** Adds a line with a text that explains the one before it. */
    public void detail(String what, String text) {
        add(new Line("", prefix + ": " + what, text, ""));
    }

    /** Adds a line for what could not be run here. */
    public void skip(String what, String reason) {
        add(new Line("skip", prefix + ": " + what, reason, ""));
    }

    /** Prints a text that explains the lines before it. */
    public void explain(String text) {
        if (!text.isBlank()) {
            System.out.println(text);
        }
    }

    private static String figure(double value, String unit) {
        String number = value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
        return unit.isEmpty() ? number : number + " " + unit;
    }

    private void add(Line line) {
        lines.add(line);
        System.out.println("    " + text(line));
    }

    private static String text(Line line) {
        return String.format(Locale.ROOT, "%-4s  %-86s  %18s  %s", line.verdict(), line.what(), line.measured(),
                line.bound()).stripTrailing();
    }

    /** Prints the table, and writes it into a file. Returns whether there is a line, and none failed. */
    boolean finish(Path file) {
        long failed = count("FAIL");
        StringBuilder table = new StringBuilder();
        table.append(String.format("chaos %s, commit %s, %s, %d processors, took %s%n", part, commit(),
                began.truncatedTo(ChronoUnit.SECONDS), Runtime.getRuntime().availableProcessors(),
                Duration.between(began, Instant.now()).truncatedTo(ChronoUnit.SECONDS)));
        lines.forEach(line -> table.append(text(line)).append('\n'));
        table.append(String.format("%d lines, %d failed, %d skipped%n", lines.size(), failed, count("skip")));
        System.out.println("\n" + table);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return failed == 0 && !lines.isEmpty();
    }

    private long count(String verdict) {
        return lines.stream().filter(line -> line.verdict().equals(verdict)).count();
    }

    private String commit() {
        String hash = git("rev-parse", "--short", "HEAD");
        return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? hash : hash + " with changes";
    }

    private String git(String... words) {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
