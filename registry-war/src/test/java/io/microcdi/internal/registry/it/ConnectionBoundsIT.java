package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.RawSocket;

/** The cost of connections without a link for a standalone registry. */
@Timeout(180)
class ConnectionBoundsIT {

    private static final int MAX_CONNECTING = 20;
    private static final int MAX_CALLS = 30;
    /** Four fifths. */
    private static final int MAX_OF_ADDRESS = 24;
    private static final int PER_SECOND = 20;
    private static final String CALL = "POST /call/slow/wait?timeout=1h HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nConnection: close\r\n\r\n";
    private static final int PATIENCE_MILLIS = 15_000;
    private static final String HALF = "GET /127.0.0.9/9000/shop HTTP/1.1\r\nHost: localhost\r\n";

    private static RegistryProcess registry;

    @BeforeAll
    static void start() throws Exception {
        // the nodes of these tests send no heartbeats and answer no pings
        registry = RegistryProcess.start("-Dmicro.registry-server.heartbeat-timeout=1h", "-Dmicro.ping-interval=10m",
                "-Dmicro.server.handshake-timeout=1s",
                "-Dmicro.server.max-connecting=" + MAX_CONNECTING,
                "-Dmicro.registry-server.max-calls=" + MAX_CALLS,
                "-Dmicro.server.handshakes-per-second=" + PER_SECOND);
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "G", HALF, HALF + "X-Filler: ", "POST /call/x HTTP/1.1\r\nHost: localhost\r\n\r\nG" })
    void aHeaderThatIsNotWholeInTimeIsClosed(String part) throws Exception {
        try (Socket socket = connect(part)) {
            assertThat(answer(socket)).doesNotStartWith("HTTP/1.1 2");
        }
    }

    /** Each byte comes soon after the one before it. */
    @Test
    void aHeaderThatComesByteByByteIsClosed() throws Exception {
        try (Socket socket = connect(HALF + "X-Filler: ")) {
            socket.setSoTimeout(100);
            long begun = System.nanoTime();
            while (isOpen(socket)) {
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(PATIENCE_MILLIS));
                socket.getOutputStream().write('x');
            }
        } catch (SocketException reset) {
            assertThat(reset).as("it was closed while a byte was written").isNotNull();
        }
    }

    @Test
    void linksAndRequestsAtWorkAreNotClosed() throws Exception {
        try (RawSocket link = RawSocket.handshake(registry.port(), "/127.0.0.1/9001/shop", "");
                Socket body = connect(
                        "POST /call/nobody/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 10\r\n\r\n\"1")) {
            assertThat(link.status()).isEqualTo(101);
            Http http = new Http(registry.page());
            for (int i = 0; i < 20; i++) {
                // requests that came later are answered, so that the one with the body is at work
                http.awaitInstance("127.0.0.1:9001", instance -> instance != null);
            }
            List<Socket> half = new ArrayList<>();
            for (int i = 0; i < 3 * MAX_CONNECTING; i++) {
                half.add(connect(HALF));
            }
            for (Socket early : half.subList(0, MAX_CONNECTING)) {
                assertThat(answer(early)).isEmpty();
            }
            for (Socket socket : half) {
                answer(socket);
            }
            http.awaitInstance("127.0.0.1:9001", instance -> instance != null);
            body.getOutputStream().write("2345678\"".getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(body)).as("the request with a slow body").startsWith("HTTP/1.1 404");
        }
    }

    /** Their answers are under way as long as nobody reads them. */
    @Test
    void clientsThatReadNothingKeepNoNodeOut() throws Exception {
        String requests = "GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200);
        try (RegistryProcess patient = RegistryProcess.start("-Dmicro.server.max-connecting=" + MAX_CONNECTING);
                SlowClients slow = SlowClients.connect(MAX_CONNECTING, patient.port(), requests)) {
            slow.awaitAnswers();
            for (int i = 0; i < MAX_CONNECTING; i++) {
                try (RawSocket node = RawSocket.handshake(patient.port(), "/127.0.0.1/" + (9_100 + i) + "/other",
                        "")) {
                    assertThat(node.status()).isEqualTo(101);
                }
            }
        }
    }

    /** Calls of the gateway wait for their services, for an hour if their clients wish so. Nodes and pages need places too. */
    @Test
    @SuppressWarnings("try") // the calls of an instance that leaves are answered
    void callsInWorkTakeNoPlaceOfOthersAndHaveABound() throws Exception {
        List<Socket> calls = new ArrayList<>();
        try (RawSocket slow = RawSocket.handshake(registry.port(), "/127.0.0.1/9002/slow", "")) {
            Http http = new Http(registry.page());
            http.awaitInstance("127.0.0.1:9002", instance -> instance != null);
            List<String> requests = new ArrayList<>();
            for (int i = 0; i < MAX_OF_ADDRESS; i++) {
                calls.add(connect(CALL));
                requests.add(nextCall(slow));
            }
            try (Socket excess = connect(CALL)) {
                assertThat(answer(excess)).startsWith("HTTP/1.1 503").contains("Retry-After: 1\r\n",
                        "micro.registry-server.max-calls");
            }
            try (RawSocket node = RawSocket.handshake(registry.port(), "/127.0.0.1/9003/other", "")) {
                assertThat(node.status()).isEqualTo(101);
            }
            slow.text("{\"id\":" + requests.get(0).replaceAll("(?s).*\"id\":(\\d+).*", "$1")
                    + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":7}}");
            assertThat(answer(calls.get(0))).startsWith("HTTP/1.1 200").endsWith("7");
            calls.add(connect(CALL));
            assertThat(nextCall(slow)).as("the place is free again").contains("/wait");
            slow.close();
            for (Socket call : calls) {
                answer(call); // its place is free for the next test
            }
        } finally {
            for (Socket call : calls) {
                call.close();
            }
        }
    }

    /** Otherwise its service goes on with work that nobody waits for. */
    @Test
    void aCallWhoseClientHasGoneIsAborted() throws Exception {
        try (RawSocket slow = RawSocket.handshake(registry.port(), "/127.0.0.1/9004/left", "")) {
            new Http(registry.page()).awaitInstance("127.0.0.1:9004", instance -> instance != null);
            String withoutBody = CALL.replace("/slow/", "/left/");
            for (String call : List.of(withoutBody,
                    withoutBody.replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\n1"))) {
                try (Socket client = connect(call)) {
                    nextCall(slow);
                    assertThat(client.isConnected()).isTrue();
                }
                String abort = slow.nextText();
                while (!abort.contains("\"mode\":2")) {
                    abort = slow.nextText();
                }
            }
        }
        assertThat(new Http(registry.page()).send("GET", "/metrics").body())
                .contains("micro_gateway_call_duration_seconds_count{outcome=\"cancelled\"} ")
                .doesNotContain("micro_gateway_call_duration_seconds_count{outcome=\"cancelled\"} 0");
    }

    private static String nextCall(RawSocket node) throws IOException {
        String text = node.nextText();
        while (!text.contains("/wait")) {
            text = node.nextText();
        }
        return text;
    }

    @Test
    void handshakesBeyondTheRateWait() throws Exception {
        List<RawSocket> links = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < 3 * PER_SECOND; i++) {
            RawSocket link = RawSocket.handshake(registry.port(), "/127.0.0.1/" + (20_000 + i) + "/many", "");
            links.add(link);
            assertThat(link.status()).isEqualTo(101);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
        for (RawSocket link : links) {
            link.close();
        }
    }

    private static Socket connect(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** All that comes until the registry closes. */
    private static String answer(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("it stays open after " + all, e);
        } catch (SocketException reset) {
            // the registry has not read all that was sent
        }
        return all.toString(StandardCharsets.US_ASCII);
    }

    private static boolean isOpen(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }
}
