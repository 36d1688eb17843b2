package io.microcdi.internal.registry.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.registry.launcher.Commands;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import picocli.CommandLine;

/** How the commands print what a registry answers, also a hostile one. The answers are those of the API's document. */
@Timeout(60)
class RegistryCommandsTest {

    private static final String SAME = Stream.generate(() -> "{\"name\":\"a\"}").limit(1_000)
            .collect(Collectors.joining(",", "{\"items\":[", "]}"));

    private record Reply(int status, String text) {
    }

    private final Map<String, Reply> replies = new HashMap<>();
    /** The contents of the streams of events, in this order; each ends then. */
    private final Queue<String> streams = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    /** The answer to each request; {@code null} for {@link #replies}. */
    private volatile String everything;
    private HttpServer server;

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
            String path = exchange.getRequestURI().toString();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + path + (body.isEmpty() ? "" : " " + body)
                    + (exchange.getRequestHeaders().containsKey("Authorization")
                            ? " " + exchange.getRequestHeaders().getFirst("Authorization")
                            : ""));
            String events = path.startsWith("/api/events") ? streams.poll() : null;
            if (events != null) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream;charset=UTF-8");
            }
            Reply reply = events != null ? new Reply(200, events)
                    : everything != null ? new Reply(200, everything)
                            : replies.getOrDefault(path, new Reply(404, "nothing here"));
            byte[] bytes = reply.text().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), 0);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void reply(String path, String text) {
        replies.put(path, new Reply(200, text));
    }

    private int run(String... command) {
        return run(new PrintStream(out, true, StandardCharsets.UTF_8), command);
    }

    private int run(PrintStream output, String... command) {
        String registry = "http://127.0.0.1:" + server.getAddress().getPort();
        String[] args = command[0].equals("completion") || List.of(command).contains("--registry") ? command
                : Stream.concat(Stream.of(command), Stream.of("--registry", registry)).toArray(String[]::new);
        return new RegistryCommands().run(args,
                new ByteArrayInputStream("{\"amount\":2}".getBytes(StandardCharsets.UTF_8)),
                output, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private List<String> printed() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theLauncherKnowsEachCommand() {
        assertThat(new CommandLine(new RegistryCommands()).getSubcommands().keySet()).isEqualTo(Commands.NAMES);
    }

    @Test
    void eachCommandPrintsItsHelp() {
        for (String command : Commands.NAMES) {
            for (String help : List.of("--help", "-h")) {
                out.reset();
                assertThat(run(command, help)).as("%s %s: %s", command, help, errors()).isZero();
                assertThat(printed()).anyMatch(line -> line.startsWith("Usage: registry " + command));
            }
        }
    }

    @Test
    void namespacesAndInstancesAreListedWithTheirStates() {
        reply("/api/namespaces?limit=1000&offset=0", "{\"items\":[{\"name\":\"a\u009b\",\"state\":\"none-answers\","
                + "\"instances\":2,\"ejected\":1,\"draining\":1},{\"name\":\"b\",\"state\":\"healthy\","
                + "\"instances\":10,\"ejected\":0,\"draining\":0}]}");
        assertThat(run("ls")).as(errors()).isZero();
        assertThat(printed()).containsExactly("NAMESPACE  STATE         INSTANCES  EJECTED  DRAINING",
                "a\\u{9b}    none-answers  2          1        1", "b          healthy       10         0        0");
        out.reset();
        reply("/api/namespaces?limit=1000&filter=b%26&offset=0", "{\"items\":[{\"name\":\"b&\"},{\"name\":\"bb&\"}]}");
        assertThat(run("ls", "--filter", "b&", "--json")).as(errors()).isZero();
        assertThat(printed()).containsExactly("[{\"name\":\"b&\"},", " {\"name\":\"bb&\"}]");
        out.reset();
        reply("/api/namespaces/shop/pay/instances?limit=1000&offset=0", "{\"items\":[{\"key\":\"10.0.0.5:80\","
                + "\"state\":\"draining\"},{\"key\":\"10.0.0.6:80\",\"state\":\"ejected\",\"registry\":\"r2\","
                + "\"version\":\"1.4\",\"zone\":\"eu-1\"}]}");
        assertThat(run("ls", "shop/pay")).as(errors()).isZero();
        assertThat(printed()).containsExactly("KEY          STATE     SINCE  HEARD  VERSION  ZONE  REGISTRY",
                "10.0.0.5:80  draining  -      -      -        -     -",
                "10.0.0.6:80  ejected   -      -      1.4      eu-1  r2");
    }

    @Test
    void aNamespaceWithoutSuchInstancesIsEmptyAndAnUnknownOneIsNotFound() {
        reply("/api/namespaces/pay/instances?limit=1000&filter=x&offset=0", "{\"items\":[]}");
        reply("/api/namespaces/pay?view=numbers", "{\"name\":\"pay\"}");
        assertThat(run("ls", "pay", "--filter", "x", "--json")).as(errors()).isZero();
        assertThat(printed()).containsExactly("[]");
        reply("/api/namespaces/ghost/instances?limit=1000&offset=0", "{\"items\":[]}");
        assertThat(run("ls", "ghost")).isEqualTo(4);
    }

    /** While the pages are read, instances leave that were listed already: those after them must not be missed. */
    @Test
    void aLongListIsReadPageByPageWithoutAGap() {
        String path = "/api/namespaces/pay/instances?limit=1000&offset=";
        reply(path + 0, instances(0, 1_000));
        // 500 have left before this page, so it would begin at 990 + 500
        reply(path + 990, instances(1_490, 2_490));
        reply(path + 490, instances(990, 1_990));
        reply(path + 1_480, instances(1_980, 2_000));
        assertThat(run("ls", "pay")).as(errors()).isZero();
        assertThat(printed().stream().skip(1).map(line -> line.split(" ", 2)[0]))
                .containsExactlyElementsOf(IntStream.range(0, 2_000).mapToObj(RegistryCommandsTest::key).toList());
    }

    private static String key(int number) {
        return "10.0.0.1:" + (10_000 + number);
    }

    private static String instances(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "{\"key\":\"" + key(i) + "\"}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    }

    @Test
    void aRegistryThatNeverEndsItsListIsNotReadForEver() {
        for (int offset = 0; offset < 100_000; offset += 990) {
            reply("/api/namespaces?limit=1000&offset=" + offset, SAME);
        }
        assertThat(run("ls")).isEqualTo(1);
        assertThat(errors()).contains("--filter");
    }

    @Test
    void watchTellsWhoComesAndWhoGoes() {
        String head = "id: a-%d\nevent: %s\ndata: ";
        String event = head
                + "{\"id\":\"a-%1$d\",\"type\":\"%2$s\",\"at\":\"2026-01-01T00:00:0%1$dZ\",\"namespace\":\"%3$s\","
                + "\"key\":\"10.0.0.5:80\",\"reason\":\"%4$s\"}\n\n";
        streams.add(":\n\n" + head.formatted(1, "hello") + "{\"last\":\"a-1\"}\n\n"
                + event.formatted(2, "lost", "pay\\u001b", "it broke")
                + event.formatted(3, "joined", "other", "registered"));
        // the events after the connection broke, and one event more than is asked for
        streams.add(event.formatted(4, "joined", "pay\\u001b", "registered") + "id: a-5\n\n"
                + event.formatted(6, "left", "pay\\u001b", "too much"));
        assertThat(run("watch", "pay\u001b", "--count", "2")).as(errors()).isZero();
        assertThat(printed()).containsExactly("2026-01-01T00:00:02Z  lost  pay\\u{1b}  10.0.0.5:80  it broke",
                "2026-01-01T00:00:04Z  joined  pay\\u{1b}  10.0.0.5:80  registered");
        assertThat(requests).containsExactly("GET /api/events?stats=false", "GET /api/events?stats=false&after=a-3");
        assertThat(errors()).isEmpty();
        assertThat(run("watch", "--count", "-1")).isEqualTo(2);
    }

    @Test
    void watchTellsThatChangesWereMissed() {
        streams.add("event: hello\ndata: {\"last\":\"b-7\"}\n\nid: b-7\nevent: reset\ndata: {\"last\":\"b-7\"}\n\n"
                + "id: b-8\nevent: registry-lost\ndata: {\"at\":\"now\",\"type\":\"registry-lost\",\"reason\":\"gone\",\"registry\":\"r2\"}\n\n");
        assertThat(run("watch", "--count", "1", "--json")).as(errors()).isZero();
        assertThat(printed()).containsExactly(
                "{\"at\":\"now\",\"type\":\"registry-lost\",\"reason\":\"gone\",\"registry\":\"r2\"}");
        assertThat(errors()).contains("changes were missed");
    }

    @Test
    void watchEndsIfTheRegistryRefusesOrIsNone() {
        replies.put("/api/events?stats=false", new Reply(401, "sign in"));
        assertThat(run("watch")).isEqualTo(5);
        replies.put("/api/events?stats=false", new Reply(503, "there are 8 streams of your address already"));
        assertThat(run("watch")).isEqualTo(1);
        assertThat(errors()).contains("there are 8 streams of your address already");
        reply("/api/events?stats=false", "<html>");
        assertThat(run("watch")).isEqualTo(3);
        streams.add("event: joined\ndata: <html>\n\n");
        assertThat(run("watch")).isEqualTo(3);
    }

    @Test
    void anInstanceIsDrainedByItsKey() {
        reply("/api/namespaces/shop/pay/instances?limit=1000&filter=10.0.0.5%3A80",
                "{\"items\":[{\"key\":\"10.0.0.5:8080\",\"id\":\"other\"},{\"key\":\"10.0.0.5:80\",\"id\":\"abc\"}]}");
        reply("/api/instances/abc/drain",
                "{\"key\":\"10.0.0.5:80\",\"namespace\":\"shop/pay\",\"state\":\"draining\"}");
        replies.put("/api/instances/abc/eject?for=5m", new Reply(409, "another registry"));
        assertThat(run("drain", "shop/pay", "10.0.0.5:80")).as(errors()).isZero();
        assertThat(printed()).containsExactly("10.0.0.5:80 of shop/pay is draining now");
        assertThat(requests).last().isEqualTo("POST /api/instances/abc/drain");
        assertThat(run("eject", "shop/pay", "10.0.0.5:80", "--for", "5m")).isEqualTo(1);
        assertThat(errors()).contains("409 another registry");
        reply("/api/namespaces/shop/pay/instances?limit=1000&filter=10.0.0.9%3A80", "{\"items\":[]}");
        assertThat(run("restore", "shop/pay", "10.0.0.9:80")).isEqualTo(4);
        assertThat(errors()).contains("no instance 10.0.0.9:80", "ls shop/pay");
    }

    @Test
    void topPrintsTheLargestFirst() {
        reply("/api/namespaces?sort=-instances&limit=20", "{\"items\":[{\"name\":\"a\",\"state\":\"healthy\","
                + "\"instances\":3,\"ejected\":0},{\"name\":\"b\",\"state\":\"some-ejected\",\"instances\":2,"
                + "\"ejected\":1,\"calls\":{\"rate\":5,\"failed\":0.25,\"p99\":12}}]}");
        assertThat(run("top", "--count", "1")).as(errors()).isZero();
        assertThat(printed()).containsExactly("NAMESPACE  STATE         INSTANCES  EJECTED  CALLS/S  FAILED  P99",
                "a          healthy       3          0        -        -       -",
                "b          some-ejected  2          1        5        25 %    12 ms");
        assertThat(run("top", "--by", "x")).isEqualTo(2);
    }

    @Test
    void aCallSendsThePayloadAndPrintsTheResult() {
        reply("/call/pay/charge?timeout=30s", "{\"ok\":\"\u202e\"}");
        assertThat(run("call", "pay/charge", "-")).isZero();
        assertThat(printed()).containsExactly("{\"ok\":\"\\u202e\"}");
        assertThat(requests).containsExactly("POST /call/pay/charge?timeout=30s {\"amount\":2}");
    }

    @Test
    void eachKindOfFailureHasItsStatus() {
        for (Map.Entry<Integer, Integer> each : Map.of(400, 2, 401, 5, 403, 5, 404, 4, 429, 5, 409, 1, 500, 1, 502, 1,
                503, 1, 504, 1).entrySet()) {
            replies.put("/call/pay/x?timeout=30s", new Reply(each.getKey(), "no\u001b[2J"));
            assertThat(run("call", "pay/x")).isEqualTo(each.getValue());
            assertThat(errors()).contains("registry: " + each.getKey() + " no\\u{1b}[2J").doesNotContain("\u001b");
        }
        assertThat(printed()).isEmpty();
        replies.put("/call/pay/x?timeout=30s", new Reply(500, "long".repeat(1_000)));
        err.reset();
        assertThat(run("call", "pay/x")).isEqualTo(1);
        assertThat(errors()).hasSizeLessThan(2_100);
        server.stop(0);
        assertThat(run("ls")).isEqualTo(3);
        assertThat(errors()).contains("MICRO_REGISTRY_URL says where it is");
    }

    @Test
    void anInvalidArgumentIsNamedAndAsksNobody() {
        for (List<String> each : List.of(List.of("call"), List.of("ls", "--timeout", "0"), List.of("ls", "--sort"),
                List.of("ls", "a", "b\u001b[2J"), List.of("top", "--every", "0"), List.of("watch", "--count", "x"),
                List.of("completion", "a b"), List.of("ls", "--registry", "ftp://x\u001b"))) {
            err.reset();
            assertThat(run(each.toArray(String[]::new))).as("%s", each).isEqualTo(2);
            assertThat(errors()).as("%s", each).startsWith("registry: ").hasLineCount(1).doesNotContain("\u001b");
        }
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ls", "ls pay", "routes pay", "call pay/x", "status", "drain pay h:1", "top --count 1" })
    void anotherServerIsNoRegistry(String command) {
        everything = "<html>";
        assertThat(run(command.split(" ", -1))).isEqualTo(3);
        everything = "{\"items\":[],\"routes\":[]} {";
        assertThat(run(command.split(" ", -1))).isEqualTo(3);
        assertThat(printed()).isEmpty();
    }

    @Test
    void outputThatNobodyReadsEndsACommandAsOtherPrograms() throws Exception {
        everything = "{\"items\":[{\"name\":\"a\"}]}";
        assertThat(runBeforeHead("top", "--every", "1")).isEqualTo(141);
        for (int i = 0; i < 30; i++) {
            streams.add("event: joined\ndata: {\"namespace\":\"a\"}\n\n");
        }
        assertThat(runBeforeHead("watch")).isEqualTo(141);
        assertThat(errors()).isEmpty();
    }

    /** Runs a command in a pipe before {@code head -1}. */
    private int runBeforeHead(String... command) throws Exception {
        Process head = new ProcessBuilder("head", "-1").redirectOutput(Redirect.DISCARD).start();
        try (PrintStream pipe = new PrintStream(head.getOutputStream(), false, StandardCharsets.UTF_8)) {
            return run(pipe, command);
        } finally {
            head.destroy();
        }
    }

    @Test
    void theStatusTellsOfTheMemoryAndTheCluster() {
        String head = "\"uptime\":5,\"namespaces\":1,\"instances\":2,\"security\":\"auto\","
                + "\"memory\":{\"live\":52428800,\"max\":536870912,\"refusing\":true},";
        reply("/api/status", "{\"status\":\"ok\"," + head + "\"cluster\":{\"enabled\":true,\"settled\":false,"
                + "\"members\":[{\"name\":\"r1\",\"self\":true},{\"name\":\"r2\",\"self\":false}]}}");
        assertThat(run("status")).as(errors()).isZero();
        assertThat(printed())
                .containsExactly("status ok, up 5 s, namespaces 1, instances 2, security auto, memory 50 of"
                        + " 512 MiB (too short for new links), cluster not settled with r1 (this) r2");
        out.reset();
        replies.put("/api/status", new Reply(503, "{\"status\":\"stalled\",\"problem\":\"no time\"," + head
                + "\"cluster\":{\"enabled\":false}}"));
        assertThat(run("status")).isEqualTo(1);
        assertThat(printed()).containsExactly("status stalled (no time), up 5 s, namespaces 1, instances 2, security"
                + " auto, memory 50 of 512 MiB (too short for new links)");
    }

    @Test
    void aPasswordIsReadFromAFileAndNeverGoesToAnotherMachineWithoutTls(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "secret\n");
        reply("/api/status",
                "{\"status\":\"ok\",\"uptime\":5,\"namespaces\":1,\"instances\":2,\"security\":\"auto\"}");
        assertThat(run("status", "--user", "ada", "--password-file", file.toString())).as(errors()).isZero();
        assertThat(requests).containsExactly("GET /api/status Basic YWRhOnNlY3JldA==");
        assertThat(printed()).containsExactly("status ok, up 5 s, namespaces 1, instances 2, security auto");
        int status = new RegistryCommands().run(new String[] { "ls", "--registry", "http://192.0.2.1", "--user", "ada",
                "--password-file", file.toString() }, System.in, new PrintStream(out), new PrintStream(err));
        assertThat(status).isEqualTo(2);
        assertThat(errors()).contains("is sent to 192.0.2.1 by https only").doesNotContain("secret");
    }
}
