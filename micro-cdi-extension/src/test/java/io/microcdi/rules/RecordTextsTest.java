package io.microcdi.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * The default {@code toString} of a record has all components. A record with a secret or a payload has one of its own, so
 * that no later log line or message tells it.
 */
class RecordTextsTest {

    private static final List<Path> SOURCES = List.of(Path.of("../micro-core/src/main/java"),
            Path.of("../src/registry/src/main/java"), Path.of("../src/registry-cluster/src/main/java"),
            Path.of("../registry-war/src/main/java"), Path.of("../src/se/src/main/java"),
            Path.of("../src/test-kit/src/main/java"), Path.of("../src/opentelemetry/src/main/java"),
            Path.of("src/main/java"));
    private static final Pattern COMMENTS = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern RECORD = Pattern.compile("\\brecord (\\w+)(?:<[^({]*>)?\\s*\\(([^{]*)\\)[^{;()]*\\{");
    private static final Pattern SECRET = Pattern
            .compile("\\b(?:String|byte\\[\\]|char\\[\\]|List<String>|Optional<String>)"
                    + " (?i:\\w*(?:token|secret|password|payload|authorization|lease|proof|credentials?)s?|body|data)\\s*(?:,|$)");

    @Test
    void aRecordWithASecretHasATextOfItsOwn() throws IOException {
        List<String> without = new ArrayList<>();
        for (String source : sources()) {
            find(source, without, false);
        }
        assertThat(without).as("records with the default toString").isEmpty();
    }

    /** A rule that finds nothing where there is something to be found is none. */
    @Test
    void theRuleFindsTheRecordsForWhichItIsMade() throws IOException {
        List<String> all = new ArrayList<>();
        for (String source : sources()) {
            find(source, all, true);
        }
        assertThat(all).contains("Request", "Response", "GatewayCall", "Attempt", "Message", "Standing", "Member",
                "Call",
                "ProxyAnswer", "Failure");
        List<String> found = new ArrayList<>();
        find("record A(int n, String userToken) {\n}\nrecord B(@Nullable String payload) { String toString() { } }",
                found, false);
        assertThat(found).containsExactly("A");
    }

    private static void find(String source, List<String> found, boolean all) {
        Matcher record = RECORD.matcher(source);
        while (record.find()) {
            if (SECRET.matcher(record.group(2).replaceAll("\\s+", " ")).find()
                    && (all || !body(source, record.end()).contains("String toString()"))) {
                found.add(record.group(1));
            }
        }
    }

    private static String body(String source, int from) {
        int depth = 1;
        int to = from;
        while (depth > 0 && to < source.length()) {
            char c = source.charAt(to++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        return source.substring(from, to);
    }

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path root : SOURCES) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.add(COMMENTS.matcher(Files.readString(file)).replaceAll(""));
                }
            }
        }
        return sources;
    }
}
