package io.microcdi.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The tests of the sample, as this build has run them before. */
class SampleTestsTest {

    private static final Path SAMPLE = Path.of(System.getProperty("checkout"), "sample-app");
    private static final double BOUND_IN_SECONDS = 2;

    /**
     * A user runs them after each change. The time of a test includes the start of its nodes, but not that of the JVM. The
     * figure is printed: nobody knows what else the machine did when they ran. {@code -Dsample.times=true} bounds it too.
     */
    @ParameterizedTest
    @ValueSource(strings = { "checkout", "payments" })
    void theTestsOfTheSampleTakeLittleTime(String module) throws Exception {
        Path folder = SAMPLE.resolve(module).resolve("target/surefire-reports");
        assumeTrue(Files.isDirectory(folder), "this build has not run them");
        double seconds = reports(folder).stream().mapToDouble(SampleTestsTest::seconds).sum();
        System.out.println(String.format(Locale.ROOT, "The tests of %s take %.2f s", module, seconds));
        assertThat(seconds).as("the seconds of the tests of %s", module).isPositive();
        if (Boolean.getBoolean("sample.times")) {
            assertThat(seconds).as("the seconds of the tests of %s", module).isLessThan(BOUND_IN_SECONDS);
        }
    }

    private static List<Path> reports(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList();
        }
    }

    private static double seconds(Path report) {
        try {
            NodeList tests = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile())
                    .getElementsByTagName("testcase");
            return IntStream.range(0, tests.getLength())
                    .mapToDouble(i -> Double.parseDouble(((Element) tests.item(i)).getAttribute("time"))).sum();
        } catch (Exception e) {
            throw new IllegalStateException(report.toString(), e);
        }
    }
}
