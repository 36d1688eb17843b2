package io.microcdi.internal.registry.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long the commands wait for a registry. */
@Timeout(60)
@Tag("slow")
class RegistryClientTest {

    private static final Duration TIME = Duration.ofSeconds(3);
    private static final String WITHIN = " within " + TIME.toSeconds() + " s";

    private static RegistryClient client(int port) {
        return client(port, TIME);
    }

    private static RegistryClient client(int port, Duration time) {
        return new RegistryClient(URI.create("http://127.0.0.1:" + port), Optional.empty(), time);
    }

    /** Loads the classes of the client, which takes seconds on a busy machine: the begin of an answer must come in time. */
    @BeforeAll
    static void warmUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            start(() -> answer(server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
            assertThat(client(server.getLocalPort(), Duration.ofSeconds(50)).get("/api/status").asJsonObject())
                    .isEmpty();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "registry");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends a text to the next client, and waits until it has enough. */
    private static void answer(ServerSocket server, String text) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            while (socket.getInputStream().read() >= 0) {
                // its request
            }
        } catch (IOException e) {
            // it has gone
        }
    }

    /** Since JDK 26 the timeout of a request is also that of its body. */
    @Test
    void aStreamMayLastForLongerThanAnAnswerMayTake() {
        assertThat(client(1).streamRequest("/api/events").timeout()).isEmpty();
    }

    /** The clock of this machine may be wrong, and the one that matters is the one that wrote the times. */
    @Test
    void theTimesOfAListCountFromTheClockOfTheRegistry() throws Exception {
        String page = "{\"items\":[{\"key\":\"10.0.0.5:80\",\"state\":\"healthy\",\"since\":\"2031-05-06T07:08:00Z\","
                + "\"lastHeartbeat\":\"2031-05-06T07:09:07Z\"}]}";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            start(() -> answer(server, "HTTP/1.1 200 OK\r\nDate: Tue, 06 May 2031 07:09:10 GMT\r\nContent-Length: "
                    + page.length() + "\r\n\r\n" + page));
            new Listing(client(server.getLocalPort(), Duration.ofSeconds(50)),
                    new PrintStream(out, true, StandardCharsets.UTF_8)).instances("pay", null, false);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .contains("10.0.0.5:80  healthy  70 s   3 s    -        -     -");
    }

    @Test
    void anAnswerThatDoesNotBeginIsNotAwaitedForEver() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            RegistryClient client = client(silent.getLocalPort());
            assertThatThrownBy(() -> client.stream("/api/events")).isInstanceOf(CommandException.class)
                    .hasMessageContaining("no answer" + WITHIN);
            assertThatThrownBy(() -> client.get("/api/status")).isInstanceOf(CommandException.class)
                    .hasMessageContaining("cannot be reached");
        }
    }

    /** As a registry that stops in the middle of an answer, and one that sends it for ever. */
    @ParameterizedTest
    @CsvSource({ "200, false", "200, true", "401, false", "401, true" })
    void anAnswerThatDoesNotEndIsNotAwaitedForEver(int status, boolean drips) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            start(() -> beginAnswers(server, status, drips));
            RegistryClient client = client(server.getLocalPort());
            String reason = status == 200 ? "no whole answer" + WITHIN : "no whole answer";
            assertThatThrownBy(() -> client.get("/api/status")).isInstanceOf(CommandException.class)
                    .hasMessageContaining(reason);
            if (status != 200) {
                assertThatThrownBy(() -> client.stream("/api/events")).isInstanceOf(CommandException.class)
                        .hasMessageContaining(reason);
            }
        }
    }

    private static void beginAnswers(ServerSocket server, int status, boolean drips) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write(("HTTP/1.1 " + status + " x\r\nContent-Type: application/json\r\n\r\n[")
                        .getBytes(StandardCharsets.US_ASCII));
                if (drips) {
                    while (true) {
                        out.write(' ');
                        Thread.sleep(100);
                    }
                }
                while (socket.getInputStream().read() >= 0) {
                    // the client closes the connection when it has waited for long enough
                }
            } catch (IOException | InterruptedException e) {
                // the connection is closed: on to the next one
            }
        }
    }

    @Test
    void aStreamOnWhichNoEventEndsIsConnectedAgain() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: joined\ndata: {";
            start(() -> {
                // the first stream stops in the middle of an event
                answer(server, head);
                // a busy client may give up more than one
                while (!server.isClosed()) {
                    answer(server, head + "}\n\n");
                }
            });
            List<String> events = new ArrayList<>();
            new EventFeed(client(server.getLocalPort()), Duration.ofMillis(300)).follow(event -> {
                events.add(event.data());
                return false;
            });
            assertThat(events).containsExactly("{}");
        }
    }
}
