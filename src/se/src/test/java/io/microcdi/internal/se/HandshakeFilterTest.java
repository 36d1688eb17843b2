package io.microcdi.internal.se;

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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.testing.LogCapture;

/** The cost of connections without a link for a node in Java SE. */
@Timeout(120)
class HandshakeFilterTest {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";
    private static final Duration NEVER = Duration.ofHours(1);
    private static final String HALF = "GET /127.0.0.9/9000/shop HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n";
    private static final String REST = "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final int NOTHING_MILLIS = 200;
    /** With the code 1000, and a mask of zeros. */
    private static final byte[] CLOSE_FRAME = { (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xE8 };

    private final List<Socket> sockets = new ArrayList<>();
    private MicroConfig config = MicroConfig.defaults().with(ConfigKeys.HANDSHAKE_TIMEOUT, NEVER)
            .with(ConfigKeys.ADVERTISE_SELF_CHECK, false);
    private MicroNode node;
    private int port;

    private <T> HandshakeFilterTest with(ConfigKey<T> key, T value) {
        config = config.with(key, value);
        return this;
    }

    private void start() {
        node = MicroNode.builder("payments").config(config).registry("ws://127.0.0.1:1").listen(LOOPBACK, 0).build();
        node.start();
        port = Integer.parseInt(node.key().substring(node.key().indexOf(':') + 1));
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        node.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "G", HALF, HALF + "X-Filler: x" })
    void aRequestThatIsNotWholeInTimeIsClosed(String part) throws Exception {
        with(ConfigKeys.HANDSHAKE_TIMEOUT, Duration.ofMillis(200)).start();
        assertThat(answer(send(part))).isEmpty();
    }

    /** The time bounds the whole header, and not only the pause between two bytes. */
    @Test
    void aRequestThatComesByteByByteIsClosed() throws Exception {
        with(ConfigKeys.HANDSHAKE_TIMEOUT, Duration.ofMillis(500)).start();
        Socket slow = send(HALF + "X-Filler: ");
        long begun = System.nanoTime();
        slow.setSoTimeout(20);
        while (!isClosed(slow)) {
            assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(30).toNanos());
        }
    }

    /** Waits for the end and writes one byte if it does not come soon. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            socket.getOutputStream().write('x');
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aLinkOutlivesTheTimeOfHandshakes() throws Exception {
        with(ConfigKeys.HANDSHAKE_TIMEOUT, Duration.ofSeconds(2)).start();
        Socket link = send(HALF + REST);
        assertThat(head(link)).startsWith("HTTP/1.1 101");
        assertThat(isOpen(link, 3_000)).isTrue();
    }

    /** The header is a list (RFC 9110, 7.8). */
    @ParameterizedTest
    @ValueSource(strings = { "WebSocket", "websocket, x", "x/1,\twebsocket ", "x\r\nUpgrade: websocket" })
    void aHandshakeMayOfferOtherProtocolsToo(String upgrade) throws Exception {
        start();
        assertThat(head(send(HALF.replace("websocket", upgrade) + REST))).startsWith("HTTP/1.1 101");
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "websocket2", "web socket", "", "x, y" })
    void aRequestForAnotherProtocolIsNoHandshake(String upgrade) throws Exception {
        start();
        assertThat(answer(send(HALF.replace("websocket", upgrade) + REST))).startsWith("HTTP/1.1 404");
    }

    /** A web page whose owner points its name at this server (DNS rebinding) opens no link. */
    @Test
    void aRequestForAForeignHostIsRefused() throws Exception {
        with(ConfigKeys.SECURITY_NAMES, List.of("shop.example")).start();
        String handshake = HALF.replace("localhost", "evil.example") + REST;
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(answer(send(handshake))).startsWith("HTTP/1.1 421");
            assertThat(audit.messages()).hasSize(1).first().asString().contains("(host)", "evil.example", LOOPBACK);
        }
        assertThat(head(send(handshake.replace("evil", "shop")))).startsWith("HTTP/1.1 101");
    }

    /** Grizzly logs each change of a socket that has ended, with a stack trace and this id. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aLinkThatEndsWhileItIsReadLeavesNoLine(boolean reset) throws Exception {
        start();
        try (LogCapture log = new LogCapture("")) {
            for (int i = 0; i < 20; i++) {
                Socket link = send(HALF.replace("9000", "" + (9000 + i)) + REST);
                assertThat(head(link)).startsWith("HTTP/1.1 101");
                link.setSoLinger(reset, 0);
                link.getOutputStream().write(CLOSE_FRAME);
                if (reset) {
                    link.close();
                } else {
                    link.shutdownOutput();
                    link.getInputStream().readAllBytes();
                }
            }
            stop();
            assertThat(log.messages()).noneMatch(line -> line.contains("GRIZZLY0016"));
        }
    }

    /** Grizzly logs what it throws with a stack trace, and the text as it came. */
    @ParameterizedTest
    @ValueSource(strings = { "GET / HOSTILE\u001b[31m\r\n\r\n", "GET / HTTP/HOSTILE\r\nHost: localhost\r\n\r\n",
            "pay \u0000\u0000\u0000HOSTILE: 5\r\n\r\nsfer-Encoding: chunked\r\n\r\n5o",
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nHOSTILE\r\n",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: HOSTILE\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nHOSTILE\u0001: x\r\n\r\n" })
    void aRequestThatGrizzlyCannotReadIsNotLogged(String request) throws Exception {
        start();
        try (LogCapture log = new LogCapture("")) {
            assertThat(answer(send(request))).matches(text -> text.isEmpty() || text.matches("(?s)HTTP/1.\\d [45].*"));
            assertThat(log.failures()).isEmpty();
            assertThat(log.messages()).noneMatch(line -> line.contains("HOSTILE"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /127.0.0.9/9000/shop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{",
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n{" })
    void aRequestThatIsNoHandshakeIsAnsweredAndClosedWithItsBodyUnread(String request) throws Exception {
        start();
        assertThat(answer(send(request))).startsWith("HTTP/1.1 404");
    }

    /** RFC 6455, 4.1. */
    @ParameterizedTest
    @ValueSource(strings = { "POST", "HEAD", "PUT", "get" })
    void aHandshakeByAnotherMethodIsRefused(String method) throws Exception {
        start();
        assertThat(answer(send(HALF.replace("GET", method) + REST))).startsWith("HTTP/1.1 400");
    }

    @Test
    void aHandshakeOfHttp10IsRefused() throws Exception {
        start();
        assertThat(answer(send(HALF.replace("HTTP/1.1", "HTTP/1.0") + REST))).matches("(?s)HTTP/1\\.[01] 400 .*");
    }

    @Test
    void aHeaderForTheTracingOfTyrusIsNotLogged() throws Exception {
        start();
        try (LogCapture log = new LogCapture("")) {
            Socket link = send(HALF + "X-Tyrus-Tracing-Threshold: HOSTILE\r\nX-Tyrus-Tracing-Accept: HOSTILE\r\n"
                    + REST);
            assertThat(head(link)).startsWith("HTTP/1.1 101");
            link.getOutputStream().write(new byte[] { (byte) 0x89, (byte) 0x80, 0, 0, 0, 0 });
            assertThat(link.getInputStream().read()).as("the pong").isEqualTo(0x8A);
            assertThat(log.messages()).noneMatch(line -> line.contains("HOSTILE"));
            assertThat(log.failures()).isEmpty();
        }
    }

    @Test
    void aHandshakeWithABodyIsRefused() throws Exception {
        start();
        assertThat(answer(send(HALF + "Content-Length: 1000000\r\n" + REST))).startsWith("HTTP/1.1 400");
    }

    /** Nothing that a stranger sends in a target reaches a log as it came. */
    @ParameterizedTest
    @ValueSource(strings = { "/a\"b/9000/shop", "/a/9000/shop?x=\"HOSTILE\"", "/a/9000/sh\u001b[31mop", "/a/9000/%zz",
            "/a/9000/%", "/a/9000/[x]", "/a/9000/x|y", "a/9000/shop", "*", "//", "///",
            "http://[/9000/shop", "http://localhost/%", "/a/9000/shop#\"", "/a/9000/shop?%zz", "/a/9000/{x}", "/\\a" })
    void aMalformedTargetIsRefusedAndNotLogged(String target) throws Exception {
        start();
        try (LogCapture log = new LogCapture("")) {
            String answer = head(send(HALF.replace("/127.0.0.9/9000/shop", target) + REST));
            assertThat(answer).matches(text -> text.isEmpty() || text.matches("(?s)HTTP/1.1 4\\d\\d.*"), answer);
            assertThat(log.messages()).noneMatch(line -> line.contains(target) || line.contains("Exception"));
            assertThat(log.failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Sec-WebSocket-Version: 13\r\n",
            "Connection: Upgrade\r\n" })
    void aHandshakeWithoutOneOfItsHeadersIsRefused(String missing) throws Exception {
        start();
        try (LogCapture log = new LogCapture("")) {
            assertThat(head(send(HALF + REST.replace(missing, "")))).startsWith("HTTP/1.1 4");
            assertThat(log.failures()).isEmpty();
        }
    }

    @Test
    void theOldestOfTooManyConnectionsIsClosed() throws Exception {
        // of which one address has three
        with(ConfigKeys.MAX_CONNECTING, 4).start();
        Socket link = send(HALF + REST);
        assertThat(head(link)).as("a link, which counts no longer").startsWith("HTTP/1.1 101");
        List<Socket> half = new ArrayList<>(List.of(send(HALF), send(HALF), send(HALF)));
        while (half.size() < 23) {
            // several threads of the server accept, so that only those that came much earlier are the oldest for certain
            half.add(send(HALF));
        }
        for (Socket early : half.subList(0, 10)) {
            assertThat(answer(early)).isEmpty();
        }
        List<Socket> left = new ArrayList<>(half);
        while (left.size() > 3) {
            left.removeIf(socket -> !isOpen(socket));
        }
        Socket newest = left.get(2);
        newest.setSoTimeout(30_000);
        newest.getOutputStream().write(REST.getBytes(StandardCharsets.US_ASCII));
        assertThat(head(newest)).startsWith("HTTP/1.1 101");
        assertThat(left).allMatch(HandshakeFilterTest::isOpen);
        assertThat(isOpen(link)).isTrue();
    }

    @Test
    void handshakesWaitForTheirTurn() throws Exception {
        with(ConfigKeys.HANDSHAKES_PER_SECOND, 10).with(ConfigKeys.MAX_HANDSHAKES, 100).start();
        long begun = System.nanoTime();
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(send(HALF + REST));
        }
        for (Socket socket : all) {
            assertThat(head(socket)).startsWith("HTTP/1.1 101");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("two may begin at once, then one each 100 ms")
                .isGreaterThan(Duration.ofMillis(500));
        all.get(7).getOutputStream().write(new byte[] { (byte) 0x89, (byte) 0x80, 0, 0, 0, 0 });
        // the first message is the answer to the ping, since the node sends no hello to a peer of another kind
        assertThat(all.get(7).getInputStream().read()).as("it is read after its wait").isEqualTo(0x8A);
    }

    @Test
    void oneMoreThanMayWaitIsAnswered503() throws Exception {
        with(ConfigKeys.HANDSHAKES_PER_SECOND, 1).with(ConfigKeys.MAX_HANDSHAKES, 2).start();
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(send(HALF + REST));
        }
        List<String> statuses = new ArrayList<>();
        for (Socket socket : all) {
            socket.setSoTimeout(30_000);
            String head = head(socket);
            statuses.add(head.substring(0, "HTTP/1.1 101".length()));
            assertThat(head.contains("Retry-After: 1")).as(head).isEqualTo(head.startsWith("HTTP/1.1 503"));
        }
        assertThat(statuses).contains("HTTP/1.1 101", "HTTP/1.1 503").containsOnly("HTTP/1.1 101", "HTTP/1.1 503");
    }

    @Test
    void oneThatEndsWhileItWaitsDisturbsNobody() throws Exception {
        with(ConfigKeys.HANDSHAKES_PER_SECOND, 2).with(ConfigKeys.MAX_HANDSHAKES, 100).start();
        for (int i = 0; i < 4; i++) {
            send(HALF + REST).close();
        }
        assertThat(head(send(HALF + REST))).startsWith("HTTP/1.1 101");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others have one loopback address")
    void oneAddressLeavesPlacesToOthers() throws Exception {
        with(ConfigKeys.MAX_CONNECTING, 5).start();
        Socket other = send(OTHER, HALF);
        List<Socket> half = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            half.add(send(HALF));
        }
        for (Socket early : half.subList(0, 10)) {
            assertThat(answer(early)).isEmpty();
        }
        other.getOutputStream().write(REST.getBytes(StandardCharsets.US_ASCII));
        assertThat(head(other)).startsWith("HTTP/1.1 101");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others have one loopback address")
    void handshakesOfOneAddressThatWaitLeavePlacesToOthers() throws Exception {
        with(ConfigKeys.HANDSHAKES_PER_SECOND, 1).with(ConfigKeys.MAX_HANDSHAKES, 5).start();
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(send(HALF + REST));
        }
        Socket other = send(OTHER, HALF + REST);
        other.setSoTimeout(30_000);
        assertThat(head(other)).startsWith("HTTP/1.1 101");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Origin: http://localhost\r\nOrigin: http://evil.example\r\n",
            "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", "Host: localhost\r\n",
            "Host: evil.example\r\n", "Transfer-Encoding: identity\r\n", "Transfer-Encoding: gzip, chunked\r\n" })
    void aHandshakeWithTwoHeadersThatDecideIsRefused(String twice) throws IOException {
        start();
        String handshake = HALF + REST;
        assertThat(head(send(handshake.replaceFirst("\r\n", "\r\n" + twice)))).startsWith("HTTP/1.1 400");
        assertThat(head(send(handshake))).startsWith("HTTP/1.1 101");
    }

    private Socket send(String text) throws IOException {
        return send(LOOPBACK, text);
    }

    private Socket send(String from, String text) throws IOException {
        Socket socket = new Socket(LOOPBACK, port, InetAddress.getByName(from), 0);
        sockets.add(socket);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    /** All that comes until the server closes. */
    private static String answer(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("it stays open after " + all, e);
        } catch (SocketException reset) {
            // the server has not read all that was sent
        }
        return all.toString(StandardCharsets.US_ASCII);
    }

    private static boolean isOpen(Socket socket) {
        return isOpen(socket, NOTHING_MILLIS);
    }

    private static boolean isOpen(Socket socket, int millis) {
        try {
            socket.setSoTimeout(millis);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }
}
