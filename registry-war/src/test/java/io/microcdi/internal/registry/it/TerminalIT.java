package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.testing.socket.RawSocket;

/** {@code java -jar registry.war ls} and so on, against a registry and a node with sockets. */
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
                .build();
        payments.register("/charge", context -> {
            String payload = context.<RawJson>payload(RawJson.class).text();
            return new RawJson("{\"charged\":" + payload + "}");
        });
        payments.register("/receipts/{id}", context -> new RawJson("{}"));
        payments.start();
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

    /** Writes a command and its output, with the same addresses and times each time. */
    private static String transcript(String... command) throws Exception {
        RegistryProcess.Ended ended = run(command);
        assertThat(ended.status()).as(ended.errors()).isZero();
        String line = "$ registry";
        for (String word : command) {
            // the port differs each time
            line += word.equals(payments.key()) ? " 127.0.0.1:9100"
                    : word.matches("[\\w./-]+") ? " " + word : " '" + word + "'";
        }
        return line + "\n" + ended.output().replaceAll(Matcher.quoteReplacement(payments.key()), "127.0.0.1:9100")
                .replaceAll("\\b\\d+ s\\b", "3 s").replaceAll(" +(?=\\n)", "").replaceAll("  +", "  ")
                // the numbers of calls come with the next heartbeat, which may have come or not
                .replaceAll("(none-answers  1  0)  \\S.*", "$1  0.10  0 %  0.26 ms");
    }

    @Test
    void theTranscriptOnThePageIsThatOfARegistry() throws Exception {
        String transcript = transcript("ls") + transcript("ls", "payments") + transcript("routes", "payments")
                + transcript("call", "payments/charge", "{\"amount\":1}")
                + transcript("drain", "payments", payments.key()) + transcript("top", "--count", "1")
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

    @Test
    void watchTellsWhatHappensWhenItHappens() throws Exception {
        ExecutorService terminal = Executors.newSingleThreadExecutor();
        try {
            Future<RegistryProcess.Ended> watch = terminal.submit(() -> run("watch", "terminal/late", "--count", "2"));
            Http http = new Http(registry.page());
            while (http.json("/api/status").getJsonObject("streams").getInt("open") == 0) {
                assertThat(watch).isNotDone();
            }
            RawSocket.handshake(registry.port(), "/127.0.0.1/9401/terminal/late", "").close();
            RegistryProcess.Ended ended = watch.get(30, TimeUnit.SECONDS);
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
