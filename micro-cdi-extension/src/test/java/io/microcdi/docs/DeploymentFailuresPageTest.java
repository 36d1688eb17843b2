package io.microcdi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The page of routes has every message that fails a deployment. */
class DeploymentFailuresPageTest {

    private static final Path BASE = Path.of(System.getProperty("basedir", ""));
    private static final Path PAGE = BASE.resolve("../src/docs/reference/routes.md");
    private static final Path SOURCES = BASE.resolve("src/main/java");

    private static final Pattern MESSAGE = Pattern
            .compile("@Message\\(id = (\\d+),(?:(?!@Message).)*?\"\\)\\s+(\\w+) \\w+\\(", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| `MICRO00(\\d+)`(.*?) \\|.*$", Pattern.MULTILINE);
    private static final Pattern MORE = Pattern.compile("(, |–)`(\\d+)`");

    /** Thrown by a context listener: the only one that is neither of the two exceptions of CDI. */
    private static final int NO_WEBSOCKET = 2301;

    @Test
    void everyMessageThatFailsADeploymentIsOnThePage() throws IOException {
        assertThat(onThePage()).containsExactlyElementsOf(inTheCode());
    }

    private static Set<Integer> inTheCode() throws IOException {
        Set<Integer> ids = new TreeSet<>(Set.of(NO_WEBSOCKET));
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                MESSAGE.matcher(Files.readString(file)).results()
                        .filter(message -> message.group(2).matches("(Definition|Deployment)Exception"))
                        .forEach(message -> ids.add(Integer.valueOf(message.group(1))));
            }
        }
        assertThat(ids).as("messages in the code").hasSizeGreaterThan(20);
        return ids;
    }

    private static Set<Integer> onThePage() throws IOException {
        Set<Integer> ids = new TreeSet<>();
        for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
            int last = Integer.parseInt(row.group(1));
            ids.add(last);
            for (MatchResult more : MORE.matcher(row.group(2)).results().toList()) {
                int next = Integer.parseInt(more.group(2));
                for (int id = more.group(1).equals("–") ? last : next; id <= next; id++) {
                    ids.add(id);
                }
                last = next;
            }
        }
        return ids;
    }
}
