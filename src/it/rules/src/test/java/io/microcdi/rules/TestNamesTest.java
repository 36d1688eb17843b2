package io.microcdi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Maven finds tests by the names of their classes. It leaves a class with another name out, and says nothing. */
class TestNamesTest {

    private static final Path ROOT = Path.of("../../..");
    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules");
    private static final Pattern TEST = Pattern.compile(
            "(?m)^    @(Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|ArchTest|Property|Example)\\b");
    private static final Pattern RUN = Pattern.compile(".+(Test|Tests|TestCase|IT)[.]java");
    /** Tests that a test of the test kit runs itself. */
    private static final Path CASES = Path.of("io/microcdi/test/cases");

    @Test
    void eachClassWithTestsHasANameThatMavenRuns() throws IOException {
        Set<Path> tests = new TreeSet<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return SKIPPED.contains(directory.getFileName().toString()) || directory.endsWith(CASES)
                        ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".java") && TEST.matcher(Files.readString(file)).find()) {
                    tests.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(tests).hasSizeGreaterThan(100)
                .filteredOn(file -> !RUN.matcher(file.getFileName().toString()).matches()).isEmpty();
    }
}
