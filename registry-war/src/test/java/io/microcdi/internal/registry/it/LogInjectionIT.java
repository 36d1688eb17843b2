package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.socket.RawSocket;

/** Texts of a peer reach the registry's log without line breaks, control characters and changes of the direction. */
class LogInjectionIT {

    private static final String FORGED = "INFO MICRO001200: + payments 6.6.6.6:6666";
    private static final String PRINTABLE_END = "6.6.6.6:6666";
    /** All levels, in the format of the registry. */
    private static final String LOGGING = """
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level=ALL
            java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n
            .level=INFO
            io.microcdi.level=ALL
            """;
    /**
     * Controls other than line feed and tab, line and paragraph separators, characters that nobody sees, marks and overrides
     * of the direction.
     */
    private static final Pattern RAW = Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u061C\\u200B-\\u200F"
            + "\\u2028-\\u202E\\u2066-\\u2069\\u034F\\u115F\\u1160\\u2800\\u3164\\uFFA0\\uFE00-\\uFE0F\\uFEFF"
            + "\\x{E0100}-\\x{E01EF}]");
    private static final String UNSEEN = "\u200C\u200D\u034F\u115F\u1160\u2800\u3164\uFFA0\uFE0F"
            + Character.toString(0xE0100);
    private static final List<String> SEPARATORS = List.of("\n", "\r", "\r\n", "\u001B[2K\u001B[1G", "\b\b\b\b",
            "\u0085", "\u009B2K", "\u2028", "\u202E", "\u2066", UNSEEN);
    private static final String ENCODED = URLEncoder.encode("\n" + FORGED + "\r\u001B[2K\u0085\u2028\u202E" + UNSEEN,
            StandardCharsets.UTF_8).replace("+", "%20");

    @TempDir
    private Path directory;

    @Test
    void reasonsOfCloses() throws Exception {
        try (RegistryProcess registry = start()) {
            Http http = new Http(registry.page());
            for (int i = 0; i < SEPARATORS.size(); i++) {
                String key = "127.9.9." + i + ":9000";
                try (NodeSocket node = NodeSocket.connect(registry.port(), "/127.9.9." + i + "/9000/payments")) {
                    http.awaitInstance(key, Objects::nonNull);
                    node.leave(1000, "bye)" + SEPARATORS.get(i) + FORGED);
                    http.awaitInstance(key, Objects::isNull);
                }
            }
            registry.terminate();
            String log = registry.errors();
            assertThat(log.split(Pattern.quote(PRINTABLE_END), -1).length - 1)
                    .as("forged addresses in the log%n%s", log)
                    .isGreaterThanOrEqualTo(SEPARATORS.size());
            assertIsClean(log);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/127.0.0.1%s/9000/payments", "/127.9.9.9/9000/payments%s",
            "/127.0.0.1/9000/payments?v=1&id=%s&features=path",
            "/127.0.0.1/9000/payments?v=1&id=a&features=path&path=/%s",
            "/127.0.0.1/9000/payments?v=1&id=a&features=%s&scheme=%1$s&zone=%1$s" })
    void connectPaths(String path) throws Exception {
        try (RegistryProcess registry = start()) {
            try (RawSocket peer = RawSocket.handshake(registry.port(), String.format(path, ENCODED), "")) {
                assertThat(peer.head()).as("answer").startsWith("HTTP/1.1 ");
            }
            try (NodeSocket later = NodeSocket.connect(registry.port(), "/127.0.0.1/9001/later")) {
                new Http(registry.page()).awaitInstance("127.0.0.1:9001", Objects::nonNull);
                later.leave(1000, "");
            }
            registry.terminate();
            assertThat(registry.errors()).as("log").contains("127.0.0.1:9001");
            assertIsClean(registry.errors());
        }
    }

    /** HTTP allows the bytes 0x80 to 0xFF in headers; servers read them as ISO-8859-1. */
    @Test
    void originsOfPages() throws Exception {
        try (RegistryProcess registry = start()) {
            for (String separator : List.of("\u0085", "\u009B2K")) {
                try (RawSocket page = RawSocket.handshake(registry.port(), "/127.0.0.1/9000/page",
                        "Origin: http://evil" + separator + FORGED + "\r\n")) {
                    assertThat(page.status()).as("status").isEqualTo(403);
                }
            }
            registry.terminate();
            assertThat(registry.errors()).as("log").contains("http://evil");
            assertIsClean(registry.errors());
        }
    }

    /** The log's encoding carries each character; by another the JVM might replace it. */
    private RegistryProcess start() throws Exception {
        Path logging = Files.writeString(directory.resolve("logging.properties"), LOGGING);
        return RegistryProcess.start("-Djava.util.logging.config.file=" + logging, "-Dfile.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8");
    }

    private static void assertIsClean(String log) {
        assertThat(log.lines()).as("lines that begin with the forged text").noneMatch(line -> line.startsWith(FORGED));
        assertThat(RAW.matcher(log).results().map(raw -> String.format("U+%04X before %s", raw.group().codePointAt(0),
                log.substring(raw.end(), Math.min(log.length(), raw.end() + 20)))))
                .as("raw control and direction characters in the log").isEmpty();
    }
}
