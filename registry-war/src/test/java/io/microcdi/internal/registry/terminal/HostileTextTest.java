package io.microcdi.internal.registry.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** No text of a registry or service reaches the terminal as it is: each text here is hostile, for each command. */
@Timeout(60)
@Tag("slow")
class HostileTextTest {

    /** Escape codes, line ends, marks of direction, characters without width, and what JSON writes by an escape. */
    private static final List<String> KINDS = List.of("\u001b[2J", "\u009b31m", "\u0007", "\r", "\n", "\u0085",
            "\u2028",
            "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u3164", "\ufe0f", "\udb40\udc41");
    /** An answer for each request: it has all members that some command shows. */
    private static final String ANSWER = "{\"items\":[%1$s],\"routes\":[%1$s],\"status\":\"T\",\"problem\":\"T\",\"security\":\"T\","
            + "\"key\":\"T\",\"namespace\":\"T\",\"state\":\"T\",\"uptime\":1,\"memory\":{\"live\":1,\"max\":2},"
            + "\"cluster\":{\"enabled\":true,\"members\":[{\"name\":\"T\"}]}}";
    private static final String ITEM = "{\"name\":\"aT\",\"key\":\"h:1\",\"id\":\"T\",\"state\":\"T\",\"version\":\"T\",\"zone\":\"T\","
            + "\"registry\":\"T\",\"since\":\"T\",\"lastHeartbeat\":\"T\",\"instances\":\"T\",\"path\":\"T\",\"roles\":[\"T\",{\"T\":\"T\"}],"
            + "\"calls\":{\"rate\":\"T\",\"failed\":\"T\",\"p99\":\"T\"}}";
    private static final String EVENT = "id: 1\nevent: joined\ndata: {\"at\":\"T\",\"namespace\":\"T\",\"key\":\"T\",\"reason\":\"T\"}"
            + "\n\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer server;
    private int status = 200;
    private String hostile = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            boolean events = exchange.getRequestURI().getPath().equals("/api/events");
            if (events) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            }
            // in the strings of JSON the raw form and the escape
            String text = status != 200 ? hostile : (events ? EVENT : ANSWER.formatted(ITEM)).replace("T", inJson());
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private String inJson() {
        String escaped = Json.createValue(hostile).toString();
        return escaped.substring(1, escaped.length() - 1);
    }

    private int run(List<String> words) {
        String[] args = Stream.concat(words.stream(), Stream.of("--registry",
                "http://127.0.0.1:" + server.getAddress().getPort())).toArray(String[]::new);
        return new RegistryCommands().run(args, new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    static Stream<Arguments> commands() {
        Map<String, Integer> lines = Map.of("ls", 2, "ls pay", 2, "routes pay", 2, "call pay/x", 1, "status", 1,
                "drain pay h:1", 1, "eject pay h:1", 1, "restore pay h:1", 1, "top --count 1", 2, "watch --count 1", 1);
        return lines.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noTextReachesTheTerminalAsItIs(String command, int lines) {
        for (String kind : KINDS) {
            hostile = kind;
            for (String options : List.of("", " --json")) {
                out.reset();
                assertThat(run(List.of((command + options).split(" ", -1)))).as(err.toString(StandardCharsets.UTF_8))
                        .isZero();
                String printed = out.toString(StandardCharsets.UTF_8);
                isHarmless(printed);
                if (options.isEmpty()) {
                    assertThat(printed).hasLineCount(lines);
                } else {
                    assertThat(json(printed)).isNotNull();
                    assertThat(json(printed).toString()).contains(inJson());
                }
            }
        }
        assertThat(err.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noTextOfAnErrorReachesTheTerminalAsItIs(String command) {
        status = 500;
        for (String kind : KINDS) {
            hostile = "a" + kind + "b";
            err.reset();
            assertThat(run(List.of(command.split(" ", -1)))).isEqualTo(1);
            isHarmless(err.toString(StandardCharsets.UTF_8));
            assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("registry: 500 a\\u{").hasLineCount(1);
        }
        assertThat(out.size()).isZero();
    }

    /** An argument may be a text from outside too. */
    @ParameterizedTest
    @CsvSource({ "ls,a,%s", "ls,--%s,a", "top,--count,%s", "ls,--registry,%s", "drain,pay,h%s" })
    void noArgumentReachesTheTerminalAsItIs(String command, String first, String second) {
        status = 404;
        for (String kind : KINDS) {
            err.reset();
            assertThat(run(List.of(command, first.formatted(kind), second.formatted(kind)))).isNotZero();
            isHarmless(err.toString(StandardCharsets.UTF_8));
            assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1);
        }
    }

    private static void isHarmless(String printed) {
        KINDS.stream().filter(kind -> !kind.equals("\n")).forEach(kind -> assertThat(printed).doesNotContain(kind));
    }

    /** Reads the one JSON document that was printed. */
    private static JsonValue json(String printed) {
        try (var parser = Json.createParser(new StringReader(printed))) {
            parser.next();
            JsonValue value = parser.getValue();
            assertThat(parser.hasNext()).isFalse();
            return value;
        }
    }
}
