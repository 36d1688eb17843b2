package io.microcdi.internal.registry.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.internal.registry.launcher.Commands;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import picocli.CommandLine;

/** How the commands print what a registry answers, also a hostile one. The answers are those of the API's document. */
@Timeout(60)
class RegistryCommandsTest {

    private record Reply(int status, String text) {
    }

    private final Map<String, Reply> replies = new HashMap<>();
    /** What the streams of events have, in this order; each ends then. */
    private final Queue<String> streams = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
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
        String registry = "http://127.0.0.1:" + server.getAddress().getPort();
        String[] args = Stream.concat(Stream.of(command), Stream.of("--registry", registry)).toArray(String[]::new);
        return new RegistryCommands().run(args,
                new ByteArrayInputStream("{\"amount\":2}".getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
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
    void namespacesAndInstancesAreListed() {
        reply("/api/namespaces", "{\"now\":\"x\",\"namespaces\":[{\"name\":\"a\u009b\",\"instances\":[{},{}]},"
                + "{\"name\":\"b\",\"instances\":[]}]}");
        assertThat(run("ls")).isZero();
        assertThat(printed()).containsExactly("NAMESPACE  INSTANCES", "a\\u{9b}    2", "b          0");
        out.reset();
        assertThat(run("ls", "--filter", "b", "--json")).isZero();
        assertThat(printed()).containsExactly("[{\"name\":\"b\",\"instances\":[]}]");
        out.reset();
        reply("/api/namespaces/shop/pay", "{\"name\":\"shop/pay\",\"instances\":[{\"key\":\"10.0.0.5:80\"},"
                + "{\"key\":\"10.0.0.6:80\",\"registry\":\"r2\",\"version\":\"1.4\",\"zone\":\"eu-1\"}]}");
        assertThat(run("ls", "shop/pay", "--filter", "0.6")).isZero();
        assertThat(printed()).containsExactly("KEY          SINCE  HEARD  VERSION  ZONE  REGISTRY",
                "10.0.0.6:80  -      -      1.4      eu-1  r2");
    }

    /** The end of a part may part the instances of a namespace. */
    @Test
    void allPartsOfAListAreShown() {
        reply("/api/namespaces",
                "{\"next\":\"x-1_\",\"namespaces\":[{\"name\":\"a\",\"instances\":[{\"key\":\"h:1\"}]},"
                        + "{\"name\":\"b\",\"instances\":[{\"key\":\"h:1\"},{\"key\":\"h:2\"}]}]}");
        reply("/api/namespaces?after=x-1_", "{\"next\":\"y\",\"namespaces\":[{\"name\":\"b\",\"instances\":"
                + "[{\"key\":\"h:3\"}]}]}");
        reply("/api/namespaces?after=y", "{\"namespaces\":[{\"name\":\"c\",\"instances\":[{\"key\":\"h:1\"}]}]}");
        assertThat(run("ls")).as(errors()).isZero();
        assertThat(printed()).containsExactly("NAMESPACE  INSTANCES", "a          1", "b          3", "c          1");
        out.reset();
        reply("/api/namespaces/b",
                "{\"next\":\"z\",\"name\":\"b\",\"instances\":[{\"key\":\"h:1\"},{\"key\":\"h:2\"}]}");
        reply("/api/namespaces/b?after=z", "{\"name\":\"b\",\"instances\":[{\"key\":\"h:3\"}]}");
        assertThat(run("ls", "b", "--json")).as(errors()).isZero();
        assertThat(printed()).containsExactly("[{\"key\":\"h:1\"},{\"key\":\"h:2\"},{\"key\":\"h:3\"}]");
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
        // what was missed after the connection broke, and one event more than is asked for
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
        for (Map.Entry<Integer, Integer> each : Map.of(400, 2, 401, 5, 403, 5, 404, 4, 429, 5, 500, 1, 504, 1)
                .entrySet()) {
            replies.put("/call/pay/x?timeout=30s", new Reply(each.getKey(), "no\u001b[2J"));
            assertThat(run("call", "pay/x")).isEqualTo(each.getValue());
        }
        assertThat(errors()).contains("registry: 500 no\\u{1b}[2J").doesNotContain("\u001b");
        assertThat(run("call")).isEqualTo(2);
        assertThat(run("ls", "--timeout", "0")).isEqualTo(2);
        reply("/api/namespaces", "<html>");
        assertThat(run("ls")).isEqualTo(3);
        server.stop(0);
        assertThat(run("ls")).isEqualTo(3);
        assertThat(errors()).contains("MICRO_REGISTRY_URL says where it is");
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

    @Test
    void bashCompletesTheCommands(@TempDir Path directory) throws Exception {
        assertThat(new RegistryCommands().run(new String[] { "completion", "reg" }, System.in,
                new PrintStream(out, true, StandardCharsets.UTF_8), System.err)).isZero();
        Path script = Files.write(directory.resolve("completion"), out.toByteArray());
        Process bash = new ProcessBuilder("bash", "-c", "source '" + script + "'; COMP_WORDS=(reg l); COMP_CWORD=1;"
                + " COMP_LINE='reg l'; COMP_POINT=5; _complete_reg; echo \"${COMPREPLY[@]}\"").redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip()).isEqualTo("ls");
        assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
