package io.microcdi.it.table;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * The result of a server.
 *
 * @param name           its name
 * @param version        its version
 * @param jdk            the version of the JDK that it ran on
 * @param tests          how many tests passed and did not
 * @param secondsToStart how long it took to start, {@code -} if it was not started
 * @param explanation    why it is not tested, or not with all tests; empty if there is nothing to explain
 * @param wars           the checksums of the files that were deployed
 */
record Row(String name, String version, String jdk, Tests tests, String secondsToStart, String explanation,
        Map<String, String> wars) {

    /** The file by which a module is recognised. */
    static final String FILE = "target/test-classes/row.properties";

    static Row read(Path module) {
        try {
            Properties row = properties(module.resolve(FILE));
            Path target = module.resolve("target");
            return new Row(row.getProperty("name"), row.getProperty("version"), jdk(row.getProperty("java")),
                    Tests.read(target), secondsToStart(target), row.getProperty("explanation"), Wars.checksums(target));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read what was tested in " + module, e);
        }
    }

    boolean isGreen() {
        return tests.passed() > 0 && tests.failed() == 0;
    }

    /** Nothing ran, and it is said why. */
    boolean isExplained() {
        return tests.passed() + tests.failed() == 0 && !explanation.isEmpty();
    }

    /** An explanation hides nothing that ran. */
    String remark() {
        if (isExplained()) {
            return explanation;
        }
        return (isGreen() ? "green" : "RED") + (explanation.isEmpty() ? "" : ": " + explanation);
    }

    private static String jdk(String home) throws IOException {
        Path release = Path.of(home, "release");
        if (home.isEmpty() || !Files.exists(release)) {
            return "-";
        }
        return properties(release).getProperty("JAVA_VERSION").replace("\"", "");
    }

    private static String secondsToStart(Path target) throws IOException {
        Path file = target.resolve("seconds-to-start");
        return Files.exists(file) ? String.format(Locale.ROOT, "%.1f", Double.valueOf(Files.readString(file))) : "-";
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
