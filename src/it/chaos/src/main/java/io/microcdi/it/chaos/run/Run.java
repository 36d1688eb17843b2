package io.microcdi.it.chaos.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.microcdi.it.chaos.child.Arguments;

/** The options of a run, and its report. */
public final class Run {

    private final Arguments arguments;
    private final Path home;
    private final Report report;

    /**
     * Reads the options.
     *
     * @param arguments {@code part}, {@code only}, {@code quick}, {@code home}, {@code root}, {@code other}
     */
    public Run(Arguments arguments) {
        this.arguments = arguments;
        this.home = Path.of(arguments.text("home", "target")).toAbsolutePath();
        this.report = new Report(isQuick() ? "quick " + part() : part(), Path.of(arguments.text("root", ".")));
    }

    /** Returns the parts that were asked for, with commas between them. */
    public String part() {
        return arguments.text("part", "all");
    }

    /** Returns whether a part was asked for. */
    public boolean asksFor(String part) {
        return List.of(part().split(",")).contains(part);
    }

    /** Returns whether the short form was asked for. */
    public boolean isQuick() {
        return Boolean.parseBoolean(arguments.text("quick", "false"));
    }

    /** Returns the one or the other. */
    public int pick(int full, int quick) {
        return isQuick() ? quick : full;
    }

    /** Returns the one or the other, as seconds. */
    public Duration seconds(int full, int quick) {
        return Duration.ofSeconds(pick(full, quick));
    }

    /** Returns where the build has put servers and libraries. */
    public Path home() {
        return home;
    }

    /** Returns the root of the repository. */
    public Path root() {
        return Path.of(arguments.text("root", ".")).toAbsolutePath();
    }

    /**
     * Returns the root of another repository that is built.
     *
     * @throws IllegalArgumentException if none was named
     */
    public Path other() {
        String other = arguments.text("other", "");
        if (other.isEmpty()) {
            throw new IllegalArgumentException(
                    "no other build: -Dchaos.other=/path names the root of one that is packaged");
        }
        return Path.of(other).toAbsolutePath();
    }

    /** Returns a directory of a scenario. */
    public Path directory(String scenario) {
        return home.resolve("run").resolve(scenario.replaceAll("[^A-Za-z0-9]+", "-"));
    }

    /** Returns the report. */
    public Report report() {
        return report;
    }

    /** Runs a scenario, if it was asked for. A failure of it is a line of the report. */
    public void run(String part, String name, Scenario scenario) {
        // without the option the one text is empty, and each name contains that
        List<String> only = List.of(arguments.text("only", "").split(","));
        if (!asksFor("all") && !asksFor(part) || only.stream().noneMatch(name::contains)) {
            return;
        }
        report.begin(part + " " + name);
        try {
            Directories.delete(directory(part + " " + name));
            scenario.run(this, directory(part + " " + name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | AssertionError e) {
            e.printStackTrace(System.out);
            report.check("ran to its end", false, e.getClass().getSimpleName(), "no exception");
        }
    }

    /** Prints the table. Returns whether there is a line, and none failed. */
    public boolean finish() {
        return report.finish(home.resolve("chaos-" + part().replace(',', '-') + (isQuick() ? "-quick" : "") + ".txt"));
    }
}
