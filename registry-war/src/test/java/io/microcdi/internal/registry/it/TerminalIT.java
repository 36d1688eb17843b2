package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.RawSocket;

/** {@code java -jar registry.war ls} and so on, against a registry and a node with sockets. */
@Tag("slow")
class TerminalIT {

    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "../src/docs/howto/terminal.md");
    private static final String BEGIN = "<!-- written by TerminalIT: mvn verify -pl registry-war -am -Dit.test=TerminalIT"
            + " -Dmicrocdi.docs=write -->\n```console\n";
    private static final String END = "```\n<!-- end -->";

    private static RegistryProcess registry;
    private static MicroNode payments;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start();
        payments = MicroNode.builder("payments").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                .set(ConfigKeys.HEARTBEAT_INTERVAL, Duration.ofSeconds(1)).build();
        payments.register("/charge", context -> {
            String payload = context.<RawJson>payload(RawJson.class).text();
            return new RawJson("{\"charged\":" + payload + "}");
        });
        payments.register("/receipts/{id}", context -> new RawJson("{}"));
        payments.start();
        payments.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        new Http(registry.page()).awaitInstance(payments.key(), Objects::nonNull);
    }

    @AfterAll
    static void stop() throws Exception {
        payments.stop();
        registry.close();
    }

    private static RegistryProcess.Ended run(String... command) throws Exception {
        return RegistryProcess.run(Map.of("MICRO_REGISTRY_URL", "ws://127.0.0.1:" + registry.port()), List.of(),
                command);
    }

    /** Writes a command and its output, aligned as a person sees it, with the same addresses, times and rates each time. */
    private static String transcript(String... command) throws Exception {
        RegistryProcess.Ended ended = run(command);
        assertThat(ended.status()).as(ended.errors()).isZero();
        String line = "$ registry";
        for (String word : command) {
            // the port differs each time
            line += word.equals(payments.key()) ? " 127.0.0.1:9100"
                    : word.matches("[\\w./-]+") ? " " + word : " '" + word + "'";
        }
        List<List<String>> rows = ended.output().lines().map(row -> List.of(row.split("  +", -1))).toList();
        assertThat(ended.output()).isEqualTo(aligned(rows));
        List<String> header = rows.get(0);
        return line + "\n" + (header.size() == 1 ? ended.output().replace(payments.key(), "127.0.0.1:9100")
                : aligned(rows.stream().map(row -> row.equals(header) ? header
                        : IntStream.range(0, row.size()).mapToObj(i -> sameEachTime(header.get(i), row.get(i)))
                                .toList())
                        .toList()));
    }

    private static String sameEachTime(String column, String cell) {
        return switch (column) {
            case "KEY" -> replaced(cell, Pattern.quote(payments.key()), "127.0.0.1:9100");
            case "SINCE", "HEARD" -> replaced(cell, "\\d+ (s|min)", "3 s");
            case "CALLS/S" -> replaced(cell, "\\d+(\\.\\d+)?", "9.85");
            case "P99" -> replaced(cell, "\\d+(\\.\\d+)? ms", "0.64 ms");
            default -> cell;
        };
    }

    private static String replaced(String cell, String pattern, String text) {
        assertThat(cell).matches(pattern);
        return text;
    }

    /** Returns rows of cells as a table. */
    private static String aligned(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElseThrow();
                line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Calls the node until it has told the registry of calls, and while the work goes on. */
    private static String whileCalled(Callable<String> work) throws Exception {
        Http http = new Http(registry.page());
        HttpRequest call = HttpRequest.newBuilder(registry.page().resolve("/call/payments/charge"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}")).build();
        ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor();
        try {
            HttpClient client = HttpClient.newHttpClient();
            Future<?> calls = caller.scheduleWithFixedDelay(() -> {
                try {
                    assertThat(client.send(call, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }, 0, 100, TimeUnit.MILLISECONDS);
            while (!http.json("/api/namespaces/payments?view=numbers").containsKey("calls")) {
                assertThat(calls).isNotDone();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            return work.call();
        } finally {
            caller.shutdownNow();
        }
    }

    @Test
    @Timeout(300)
    void theTranscriptOnThePageIsThatOfARegistry() throws Exception {
        String transcript = transcript("ls") + transcript("ls", "payments") + transcript("routes", "payments")
                + transcript("call", "payments/charge", "{\"amount\":1}")
                + whileCalled(() -> transcript("top", "--count", "1"))
                + transcript("drain", "payments", payments.key()) + transcript("ls", "payments")
                + transcript("restore", "payments", payments.key());
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END, begin);
        assertThat(begin).isGreaterThan(BEGIN.length());
        if ("write".equals(System.getProperty("microcdi.docs"))) {
            Files.writeString(PAGE, page.substring(0, begin) + transcript + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo(transcript);
        }
    }

    /** As {@code registry top | head -1}: the JVM itself writes to the pipe. */
    @Test
    @Timeout(300)
    void aCommandEndsWhenNobodyReadsItsOutput() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process shell = new ProcessBuilder("bash", "-c", "\"$0\" -jar \"$1\" top --every 1 --registry \"$2\" | head -1;"
                + " echo ${PIPESTATUS[0]}", java, System.getProperty("registry.war"),
                "http://127.0.0.1:" + registry.port()).redirectErrorStream(true).start();
        List<String> lines = shell.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2).last().isEqualTo("141");
        assertThat(lines.get(0)).startsWith("NAMESPACE  STATE");
        assertThat(shell.waitFor()).isZero();
    }

    /** A registry that is stopped accepts the connection, and answers nothing. */
    @Test
    @Timeout(300)
    void aCommandDoesNotWaitForEverForARegistryThatIsStopped() throws Exception {
        registry.pause();
        try {
            RegistryProcess.Ended ended = run("ls", "--timeout", "1");
            assertThat(ended.status()).as(ended.errors()).isEqualTo(3);
            assertThat(ended.errors()).contains("no answer within 1 s");
        } finally {
            registry.resume();
        }
    }

    @Test
    void watchTellsWhatHappensWhenItHappens() throws Exception {
        ExecutorService terminal = Executors.newSingleThreadExecutor();
        try {
            Future<RegistryProcess.Ended> watch = terminal.submit(() -> run("watch", "terminal/late", "--count", "2"));
            Http http = new Http(registry.page());
            while (http.json("/api/status").getJsonObject("streams").getInt("open") == 0) {
                assertThat(watch).isNotDone();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            RawSocket.handshake(registry.port(), "/127.0.0.1/9401/terminal/late", "").close();
            RegistryProcess.Ended ended = watch.get(120, TimeUnit.SECONDS);
            assertThat(ended.status()).as(ended.errors()).isZero();
            List<String> lines = ended.output().lines().toList();
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).endsWith("Z  joined  terminal/late  127.0.0.1:9401  registered");
            assertThat(lines.get(1)).contains("Z  lost  terminal/late  127.0.0.1:9401  the connection broke");
        } finally {
            terminal.shutdownNow();
        }
    }

    @Test
    void scriptsReadTheStatusAndNothingIsLeftBehind(@TempDir Path temporary) throws Exception {
        String url = "http://127.0.0.1:" + registry.port();
        RegistryProcess.Ended missing = RegistryProcess.run(Map.of(), List.of("-Djava.io.tmpdir=" + temporary), "call",
                "ghost/charge", "--registry", url);
        assertThat(missing.status()).isEqualTo(4);
        assertThat(missing.errors()).startsWith("registry: 404 ");
        assertThat(temporary).isEmptyDirectory();
        assertThat(RegistryProcess.run(Map.of(), List.of(), "ls", "--registry", "http://127.0.0.1:1").status())
                .isEqualTo(3);
        RegistryProcess.Ended unknown = RegistryProcess.run(Map.of(), List.of(), "lst");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.errors()).contains("unknown argument lst").contains("ls").hasLineCount(1);
    }

    @Test
    void theServerNeitherUnpacksNorSeesTheCommands() throws Exception {
        assertThat(new String(Files.readAllBytes(Path.of(System.getProperty("registry.war"))),
                StandardCharsets.ISO_8859_1))
                .contains("WEB-INF/terminal/lib/picocli-").doesNotContain("WEB-INF/lib/picocli");
    }
}
