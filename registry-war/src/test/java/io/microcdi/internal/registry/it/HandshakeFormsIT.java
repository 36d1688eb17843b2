package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.testing.socket.HttpHead;

/** A handshake is bounded in each form that the registry accepts. */
@Timeout(300)
class HandshakeFormsIT {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final String ACCEPTED = "HTTP/1.1 101";
    private static final int MAX_ASKED = 20;
    private static final String TARGET = "/127.0.0.1/9001/odd?v=1&id=a&features=errors";
    private static final String LINE = "GET " + TARGET + " HTTP/1.1\r\n";
    private static final String HEADERS = "Host: localhost\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String WEBSOCKET = "Upgrade: websocket\r\n";
    private static final String STATUS = "GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final List<Socket> WAITING = new ArrayList<>();
    private static RegistryProcess registry;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=1", "-Dmicro.server.max-handshakes=10");
    }

    @AfterAll
    static void stop() throws Exception {
        for (Socket socket : WAITING) {
            socket.close();
        }
        registry.close();
    }

    static Stream<String> forms() {
        String rest = HEADERS + WEBSOCKET + "\r\n";
        return Stream.of(
                "\r\n" + LINE + rest,
                "GET  " + TARGET + " HTTP/1.1\r\n" + rest,
                "GET\t" + TARGET + " HTTP/1.1\r\n" + rest,
                (LINE + rest).replace("\r\n", "\n"),
                "GET http://localhost" + TARGET + " HTTP/1.1\r\n" + rest,
                "GET " + TARGET + "&filler=" + "x".repeat(1_000) + " HTTP/1.1\r\n" + rest,
                LINE + HEADERS + "Upgrade:\twebsocket\r\n\r\n",
                LINE + HEADERS + "Upgrade: websocket, x\r\n\r\n",
                LINE + HEADERS + "Upgrade: x\r\n" + WEBSOCKET + "\r\n",
                STATUS + LINE + rest);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aHandshakeInAnotherFormDoesNotOvertake(String form) throws Exception {
        assertRefused(() -> {
            try (Socket odd = send(form)) {
                return answer(odd);
            }
        });
    }

    @Test
    void aHandshakeWhoseHeadersComeLaterDoesNotOvertake() throws Exception {
        assertRefused(() -> {
            try (Socket odd = send(STATUS + LINE)) {
                assertThat(HttpHead.read(odd.getInputStream())).as("it has read both").startsWith("HTTP/1.1 200");
                odd.getOutputStream().write((HEADERS + WEBSOCKET + "\r\n").getBytes(StandardCharsets.US_ASCII));
                return answer(odd);
            }
        });
    }

    /** A fifth of the places is for others, and the addresses take turns. */
    @Test
    void aHandshakeFromAnotherAddressWaitsForItsTurn() throws Exception {
        fill();
        Socket other = new Socket();
        WAITING.add(other);
        other.bind(new InetSocketAddress("127.0.0.2", 0));
        other.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), registry.port()));
        other.getOutputStream().write((LINE + HEADERS + WEBSOCKET + "\r\n").getBytes(StandardCharsets.US_ASCII));
        other.setSoTimeout(PATIENCE_MILLIS);
        assertThat(HttpHead.read(other.getInputStream())).startsWith("HTTP/1.1 101");
    }

    /** Asks again if it was accepted: a place may have become free since all were taken. */
    private static void assertRefused(Callable<String> handshake) throws Exception {
        String answer;
        int asked = 0;
        do {
            fill();
            answer = handshake.call();
            asked++;
        } while (answer.contains(ACCEPTED) && asked < MAX_ASKED);
        assertThat(answer).contains("HTTP/1.1 503", "Retry-After: ").doesNotContain(ACCEPTED);
    }

    /** Reads until the handshake is accepted or the connection has ended. */
    private static String answer(Socket odd) throws IOException {
        StringBuilder answer = new StringBuilder();
        try {
            InputStream in = odd.getInputStream();
            for (int next = in.read(); next >= 0 && answer.indexOf(ACCEPTED) < 0; next = in.read()) {
                answer.append((char) next);
            }
        } catch (SocketException reset) {
            // the answer came before
        }
        return answer.toString();
    }

    /** Lets handshakes wait until there is no place for one more. One a second begins. */
    private static void fill() throws IOException {
        Socket last;
        do {
            last = send(LINE.replace("9001", Integer.toString(20_000 + WAITING.size())) + HEADERS + WEBSOCKET + "\r\n");
            WAITING.add(last);
        } while (!isRefusedAtOnce(last));
    }

    private static boolean isRefusedAtOnce(Socket socket) throws IOException {
        try {
            socket.setSoTimeout(200);
            return HttpHead.read(socket.getInputStream()).startsWith("HTTP/1.1 503");
        } catch (SocketTimeoutException waits) {
            return false;
        }
    }

    private static Socket send(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
