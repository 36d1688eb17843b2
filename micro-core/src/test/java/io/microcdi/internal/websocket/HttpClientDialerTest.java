package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.concurrent.TaskPool;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.BusyServerException;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** The client by which nodes dial, against servers made by hand that answer what no good one would. */
@Timeout(120)
class HttpClientDialerTest {

    private static final String CRLF = "\r\n";

    private final TaskPool pool = new TaskPool(Threads.daemon("client", null), 4);
    private final SystemTimer timer = new SystemTimer(Threads.daemon("timer", null), pool);
    private final HttpClientDialer dialer = new HttpClientDialer(
            new SessionOptions(1 << 20, Duration.ofSeconds(10), 2_048, false), Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            ClientTls.of(MicroConfig.defaults()), timer, pool);
    private final Told told = new Told();
    private ServerSocket server;

    @AfterEach
    void end() throws IOException {
        dialer.close();
        timer.close();
        pool.close();
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "HTTP/1.1 401 Unauthorized" + CRLF + "WWW-Authenticate: Basic realm=\"x\"" + CRLF + CRLF,
            "HTTP/1.1 200 OK" + CRLF + "Transfer-Encoding: chunked" + CRLF + CRLF,
            "HTTP/1.1 401 Unauthorized" + CRLF + "Sec-WebSocket-Accept: x" + CRLF + CRLF,
            "HTTP/1.1 401 Unauthorized" + CRLF + "Sec-WebSocket-Accept: x" + CRLF + "Upgrade: websocket" + CRLF + CRLF,
            "HTTP/1.1 500 Oops" + CRLF + "Content-Length: 99999999999" + CRLF + CRLF })
    void anAnswerWithAnEndlessBodyFailsAtOnceAndIsNotCollected(String head) throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        serve(socket -> {
            readHead(socket);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[64 << 10];
            if (head.contains("chunked")) {
                chunk = ("10000" + CRLF + "x".repeat(0x10000) + CRLF).getBytes(StandardCharsets.US_ASCII);
            }
            writeUntilClosed(out, chunk, sent);
        });

        assertThatThrownBy(() -> dial("/x").get(30, TimeUnit.SECONDS)).rootCause()
                .hasMessageContaining("something else than an upgrade");
        assertThat(sent.get(30, TimeUnit.SECONDS)).as("bytes until the socket was closed").isLessThan(32 << 20);
    }

    @Test
    void anEndlessBodyBehindTheHeadersOfAnUpgradeIsEndedTooIfTheStatusIsAnother() throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        serve(socket -> {
            String head = readHead(socket);
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(head).replace("101 Switching Protocols", "401 No").getBytes(StandardCharsets.US_ASCII));
            writeUntilClosed(out, new byte[64 << 10], sent);
        });
        assertThatThrownBy(() -> dial("/x").get(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(sent.get(30, TimeUnit.SECONDS)).as("bytes until the socket was closed").isLessThan(64 << 20);
    }

    /** By a clock that stands, so that no alarm ends the handshake. */
    @Test
    void anEndlessBodyThatComesAfterTheDialWasGivenUpIsNotCollected() throws Exception {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        CompletableFuture<Void> givenUp = new CompletableFuture<>();
        CompletableFuture<Long> sent = new CompletableFuture<>();
        serve(socket -> {
            readHead(socket);
            connected.complete(null);
            givenUp.get(30, TimeUnit.SECONDS);
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 200 OK" + CRLF + CRLF).getBytes(StandardCharsets.US_ASCII));
            writeUntilClosed(out, new byte[64 << 10], sent);
        });
        try (HttpClientDialer standing = standing()) {
            CompletableFuture<Void> dial = dial(standing, "/x");
            connected.get(30, TimeUnit.SECONDS);
            assertThat(dial.cancel(true)).isTrue();
            givenUp.complete(null);
            assertThat(sent.get(10, TimeUnit.SECONDS)).as("bytes until the socket was closed")
                    .isLessThan(32 << 20);
        }
    }

    /** The timer ends with the node, so that no alarm ends the handshake. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    @SuppressWarnings("try") // closing the dialler ends the handshake
    void aHandshakeWithoutAnAnswerEndsWithTheDialler(boolean cancelled) throws Exception {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        CompletableFuture<Integer> end = new CompletableFuture<>();
        serve(socket -> {
            readHead(socket);
            connected.complete(null);
            end.complete(socket.getInputStream().read());
        });
        try (HttpClientDialer standing = standing()) {
            CompletableFuture<Void> dial = dial(standing, "/x");
            connected.get(30, TimeUnit.SECONDS);
            assertThat(cancelled).isEqualTo(cancelled && dial.cancel(true));
            standing.close();
            assertThat(end.get(10, TimeUnit.SECONDS)).as("the end of the stream").isEqualTo(-1);
            assertThat(dial).isCompletedExceptionally();
        }
    }

    private static void writeUntilClosed(OutputStream out, byte[] chunk, CompletableFuture<Long> sent) {
        long count = 0;
        try {
            for (;;) {
                out.write(chunk);
                count += chunk.length;
            }
        } catch (IOException closed) {
            sent.complete(count);
        }
    }

    /** The client fails such a handshake, but keeps the socket and the headers until it is collected itself. */
    @Test
    void aClientThatKeepsHeadersWithoutEndIsDropped() throws Exception {
        for (int i = 0; i < OversizedAnswers.DROP_THRESHOLD; i++) {
            assertThatHeadersWithoutEndFail(new CompletableFuture<>());
        }
        Set<Thread> before = selectors();
        CompletableFuture<Set<Thread>> during = new CompletableFuture<>();
        assertThatHeadersWithoutEndFail(during);
        Set<Thread> own = during.get(30, TimeUnit.SECONDS);
        own.removeAll(before);
        assertThat(own).as("the client of this dial alone").hasSize(1);
        awaitEnd(own);
        assertThatAnotherOpens();
    }

    /** The clients that held the answers end, because they have no link. */
    @Test
    void linksShareAClientAgainWhenThoseThatKeptManyHeadersHaveEnded() throws Exception {
        TestTimer hours = new TestTimer();
        Set<Thread> others = selectors();
        try (HttpClientDialer patient = dialer(hours)) {
            for (int i = 0; i < OversizedAnswers.MAX_HELD; i++) {
                assertThatHeadersWithoutEndFail(patient, new CompletableFuture<>());
                hours.advance(Duration.ofHours(2));
            }
            Set<Thread> former = selectors();
            former.removeAll(others);
            awaitEnd(former);
            Set<Thread> before = selectors();
            assertThatAnotherOpens(patient);
            assertThatAnotherOpens(patient);
            Set<Thread> own = selectors();
            own.removeAll(before);
            assertThat(own).as("the client of both links").hasSize(1);
        }
    }

    private static void awaitEnd(Set<Thread> clients) throws InterruptedException {
        for (Thread thread : clients) {
            while (thread.isAlive()) {
                System.gc();
                thread.join(100);
            }
        }
    }

    @Test
    void aDialThatIsGivenUpWhileHeadersDripClosesItsSocket() throws Exception {
        CompletableFuture<Void> dripping = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        serve(socket -> {
            readHead(socket);
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 101 Switching Protocols" + CRLF).getBytes(StandardCharsets.US_ASCII));
            try {
                for (;;) {
                    out.write(("X-Filler: x" + CRLF).getBytes(StandardCharsets.US_ASCII));
                    dripping.complete(null);
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            } catch (IOException closed) {
                ended.complete(null);
            }
        });
        CompletableFuture<Void> dial = dial("/x");
        dripping.get(30, TimeUnit.SECONDS);
        dial.cancel(true);
        ended.get(30, TimeUnit.SECONDS);
    }

    @Test
    void anAddressThatAnsweredWithHeadersWithoutEndIsNotDialledAgainAtOnce() throws Exception {
        try (HttpClientDialer standing = standing()) {
            assertThatHeadersWithoutEndFail(standing, new CompletableFuture<>());
            assertThatThrownBy(() -> dial(standing, "/x").get(30, TimeUnit.SECONDS)).rootCause()
                    .hasMessageContaining("is not dialled for");
        }
    }

    /** A dialler by a clock that stands: none of its pauses of a second ends on a machine that is busy. */
    private HttpClientDialer standing() {
        return dialer(new TestTimer());
    }

    private HttpClientDialer dialer(TestTimer by) {
        return new HttpClientDialer(new SessionOptions(1 << 20, Duration.ofSeconds(10), 2_048, false),
                Duration.ofSeconds(30), Duration.ofSeconds(30), ClientTls.of(MicroConfig.defaults()), by, pool);
    }

    private void assertThatHeadersWithoutEndFail(CompletableFuture<Set<Thread>> during) throws IOException {
        assertThatHeadersWithoutEndFail(dialer, during);
    }

    private void assertThatHeadersWithoutEndFail(HttpClientDialer by, CompletableFuture<Set<Thread>> during)
            throws IOException {
        if (server != null) {
            server.close();
        }
        byte[] headers = ("X-Filler: " + "x".repeat(1_000) + CRLF).repeat(64).getBytes(StandardCharsets.US_ASCII);
        serve(socket -> {
            String head = readHead(socket);
            during.complete(selectors());
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(head).replace(CRLF + CRLF, CRLF).getBytes(StandardCharsets.US_ASCII));
            for (;;) {
                out.write(headers);
            }
        });
        assertThatThrownBy(() -> dial(by, "/x").get(30, TimeUnit.SECONDS)).rootCause()
                .hasMessageContaining("too big");
    }

    /** A machine that is off, or a firewall, drops all packets. Here the kernel does, since nobody accepts. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others refuse where Linux drops")
    void aConnectWhosePacketsAreDroppedEndsBeforeTheTimeOfAHandshake() throws Exception {
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpClientDialer hasty = new HttpClientDialer(
                        new SessionOptions(1 << 20, Duration.ofSeconds(10), 2_048, false), Duration.ofMinutes(10),
                        Duration.ofMillis(500), ClientTls.of(MicroConfig.defaults()), timer, pool)) {
            for (boolean taken = true; taken;) {
                Socket socket = new Socket();
                filling.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 500);
                } catch (SocketTimeoutException dropped) {
                    taken = false;
                }
            }
            assertThatThrownBy(() -> hasty.dial(URI.create("ws://127.0.0.1:" + full.getLocalPort() + "/x"), null,
                    transport -> told).get(30, TimeUnit.SECONDS)).hasMessageContaining("timed out")
                    .hasMessageContaining("500 ms").hasMessageContaining("micro.connect-timeout");
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void aHandshakeThatIsNotAnsweredIsToldAsATimeoutWithItsTimeAndKey() throws Exception {
        serve(HttpClientDialerTest::readHead);
        try (HttpClientDialer hasty = new HttpClientDialer(
                new SessionOptions(1 << 20, Duration.ofSeconds(10), 2_048, false), Duration.ofMillis(300),
                Duration.ofSeconds(30), ClientTls.of(MicroConfig.defaults()), timer, pool)) {
            assertThatThrownBy(() -> dial(hasty, "/x").get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("Connection timeout").hasMessageContaining("300 ms")
                    .hasMessageContaining("micro.connect-timeout")
                    .hasMessageContaining("micro.registry.connect-timeout");
        }
    }

    @Test
    void aShortRefusalIsToldByItsStatus() throws Exception {
        serve(socket -> {
            readHead(socket);
            socket.getOutputStream()
                    .write(("HTTP/1.1 404 Not Found" + CRLF + "Content-Length: 4" + CRLF + CRLF + "gone")
                            .getBytes(StandardCharsets.US_ASCII));
        });
        assertThatThrownBy(() -> dial("/x").get(30, TimeUnit.SECONDS))
                .hasMessageContaining("answered the handshake with HTTP status 404");
    }

    /** As Tomcat answers at a port for TLS: it closes the connection behind the body, and gives no length. */
    @Test
    void anAnswerOfAPortForTlsIsToldWithItsCure() throws Exception {
        serve(socket -> {
            readHead(socket);
            socket.getOutputStream().write(("HTTP/1.1 400 " + CRLF + "Content-Type: text/plain;charset=UTF-8" + CRLF
                    + "Connection: close" + CRLF + CRLF + "Bad Request" + CRLF
                    + "This combination of host and port requires TLS." + CRLF).getBytes(StandardCharsets.US_ASCII));
            socket.close();
        });
        assertThatThrownBy(() -> dial("/x").get(30, TimeUnit.SECONDS)).cause().message()
                .contains("has no given length", "use wss if that port expects TLS").hasSizeLessThan(200);
    }

    /** The answer has no reason, so the message names the settings that may be wrong, and the log that tells. */
    @ParameterizedTest
    @CsvSource({ "401, micro.security.secret, micro.security.names, io.microcdi.audit",
            "403, micro.security.announce-ranges, 'or prove the namespace (token, certificate)', io.microcdi.audit",
            "400, status, 400, use wss if that port expects TLS",
            "503, micro.max-links, micro.max-links-per-address, its log" })
    void aRefusalOfANodeIsToldWithItsCures(int status, String first, String second, String log) throws Exception {
        serve(socket -> {
            readHead(socket);
            socket.getOutputStream().write(("HTTP/1.1 " + status + " No" + CRLF + "Content-Length: 0" + CRLF + CRLF)
                    .getBytes(StandardCharsets.US_ASCII));
        });
        assertThatThrownBy(() -> dial("/x").get(30, TimeUnit.SECONDS)).cause().message()
                .contains(first, second, log).hasSizeLessThan(200);
    }

    @Test
    void aBusyServerSaysWhenItTakesAnother() throws Exception {
        serve(socket -> {
            readHead(socket);
            socket.getOutputStream()
                    .write(("HTTP/1.1 503 Busy" + CRLF + "Retry-After: 7" + CRLF + "Content-Length: 0" + CRLF + CRLF)
                            .getBytes(StandardCharsets.US_ASCII));
        });
        assertThatThrownBy(() -> dial("/x").get(30, TimeUnit.SECONDS))
                .hasMessageContaining("answered the handshake with HTTP status 503")
                .satisfies(failure -> assertThat(BusyServerException.seconds(failure)).isEqualTo(7));
    }

    @Test
    void aDialThatIsCancelledClosesItsSocket() throws Exception {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        CompletableFuture<Integer> end = new CompletableFuture<>();
        serve(socket -> {
            readHead(socket);
            connected.complete(null);
            end.complete(socket.getInputStream().read());
        });
        CompletableFuture<Void> dial = dial("/x");
        connected.get(30, TimeUnit.SECONDS);
        dial.cancel(true);
        assertThat(end.get(30, TimeUnit.SECONDS)).as("the end of the stream").isEqualTo(-1);
        assertThat(told.opened).isNotDone();
    }

    /**
     * Some servers have registered the dialler by then, and would miss the end of a connection without a close frame.
     */
    @Test
    @SuppressWarnings("try") // closing the dialler ends the dial
    void aDialThatIsCancelledWhileTheAnswerComesIsEndedByACloseFrame() throws Exception {
        try (HttpClientDialer standing = standing();
                ServerSocket many = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 200; i++) {
                CompletableFuture<Void> dial = standing.dial(
                        URI.create("ws://127.0.0.1:" + many.getLocalPort() + "/x"), null, new Told());
                try (Socket socket = many.accept()) {
                    socket.setSoTimeout(30_000);
                    String head = readHead(socket);
                    boolean cancelled = i % 2 == 0 && dial.cancel(true);
                    socket.getOutputStream().write(upgrade(head).getBytes(StandardCharsets.US_ASCII));
                    long until = System.nanoTime() + i * 2_000L;
                    while (System.nanoTime() < until) {
                        Thread.onSpinWait();
                    }
                    cancelled |= dial.cancel(true);
                    if (cancelled) {
                        assertThat(closeCode(socket.getInputStream())).as("round %d", i).isEqualTo(1001);
                    } else {
                        standing.close();
                        assertThat(socket.getInputStream().read()).as("round %d", i).isEqualTo(-1);
                    }
                }
            }
        }
    }

    @Test
    void aPortWhereNobodyListensRefuses() throws Exception {
        // a socket that is bound and does not listen: nobody else takes its port
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            URI url = URI.create("ws://127.0.0.1:" + bound.getLocalPort() + "/x");
            assertThatThrownBy(() -> dialer.dial(url, null, told).get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("onnection refused");
        }
    }

    @Test
    void anErrorFailsTheDial() {
        assertThatThrownBy(() -> dialer.dial(URI.create("ws://127.0.0.1:1/x"), null, address -> {
            throw new LinkageError("expected by this test");
        }, told).get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(LinkageError.class);
    }

    @ParameterizedTest
    @CsvSource({ "ws://a_b:1/x, is no host that can be dialled",
            "ws://host.invalid:1/x, host.invalid is not known here" })
    void aHostThatCannotBeDialledIsNamed(String url, String message) {
        assertThatThrownBy(() -> dialer.dial(URI.create(url), null, told).get(20, TimeUnit.SECONDS))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({ "1000, 1000", "1001, 1001", "1002, 4002", "1009, 4009", "1013, 4013", "4000, 4000" })
    void codesThatTheClientRefusesTravelAsOthers(int code, int onTheWire) throws Exception {
        CompletableFuture<Integer> received = new CompletableFuture<>();
        serve(socket -> {
            socket.getOutputStream().write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            received.complete(closeCode(socket.getInputStream()));
        });
        dial("/x").get(30, TimeUnit.SECONDS);
        told.opened.get(30, TimeUnit.SECONDS).close(code, "because");
        assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(onTheWire);
    }

    @ParameterizedTest
    @CsvSource({ "1001, 1001", "4013, 1013", "4002, 1002", "4001, 4001" })
    void codesOfTheOtherEndAreToldAsTheStandardOnesAndReasonsEscaped(int onTheWire, int code) throws Exception {
        serve(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            byte[] reason = "bye)\nINFO forged".getBytes(StandardCharsets.UTF_8);
            out.write(
                    new byte[] { (byte) 0x88, (byte) (2 + reason.length), (byte) (onTheWire >> 8), (byte) onTheWire });
            out.write(reason);
        });
        dial("/x").get(30, TimeUnit.SECONDS);
        assertThat(told.closed.get(30, TimeUnit.SECONDS)).isEqualTo(code + " bye)?INFO forged");
    }

    @Test
    void aSocketWhoseOtherEndNeverClosesIsEndedAllTheSame() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        serve(socket -> {
            socket.getOutputStream().write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            ended.complete(null);
        });
        dial("/x").get(30, TimeUnit.SECONDS);
        told.opened.get(30, TimeUnit.SECONDS).close(1001, "leaving");
        assertThat(told.closed.get(20, TimeUnit.SECONDS)).isEqualTo("1001 leaving");
        ended.get(30, TimeUnit.SECONDS);
    }

    /** On JDK 17 no client can be told to end. */
    @Test
    void aSocketThatIsOpenEndsWithTheDialler() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        serve(socket -> {
            socket.getOutputStream().write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            ended.complete(null);
        });
        dial("/x").get(30, TimeUnit.SECONDS);
        told.opened.get(30, TimeUnit.SECONDS);
        dialer.close();
        ended.get(30, TimeUnit.SECONDS);
        assertThat(told.closed.get(30, TimeUnit.SECONDS)).startsWith("1006");
    }

    /** A busy link has thousands of messages before the thread that completes a handshake gets a processor. */
    @Test
    void theMessagesOfALinkDoNotEndTheHandshakeOfAnother() throws Exception {
        serve(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            while (!socket.isClosed()) { // the client has read a message when it answers
                out.write(new byte[] { (byte) 0x81, 1, 'a' });
                socket.getInputStream().readNBytes(7);
            }
        });
        CountDownLatch received = new CountDownLatch(2_000);
        CompletableFuture<Transport> busy = new CompletableFuture<>();
        dialer.dial(URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/busy"), null, transport -> {
            busy.complete(transport);
            return new Told() {
                @Override
                public void text(String message) {
                    received.countDown();
                    busy.join().send("b", failure -> {
                    });
                }
            };
        }).get(30, TimeUnit.SECONDS);
        ServerSocket first = server;

        serve(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[] { (byte) 0x81, 1, 'b' });
        });
        dialer.dial(URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/x"), null, transport -> {
            try {
                assertThat(received.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return told.apply(transport);
        }).get(30, TimeUnit.SECONDS);
        assertThat(told.text.get(30, TimeUnit.SECONDS)).isEqualTo("b");
        first.close();
    }

    /** A name server that does not answer holds a dial for longer than the stop of the node takes. */
    @Test
    void aDialWhoseNameIsResolvedAfterTheEndOpensNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Set<Thread> before = selectors();
            URI url = URI.create("ws://127.0.0.1:" + silent.getLocalPort() + "/x");
            CompletableFuture<Void> dial = dialer.dial(url, null, address -> dialer.close(), told);
            assertThatThrownBy(() -> dial.get(30, TimeUnit.SECONDS)).hasMessageContaining("leaving");
            Set<Thread> made = selectors();
            made.removeAll(before);
            assertThat(made).isEmpty();

            CompletableFuture<Void> later = dialer.dial(url, null, told);
            silent.setSoTimeout(30_000);
            silent.accept().close();
            assertThatThrownBy(() -> later.get(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void theEndOfTheStreamWithoutACloseFrameIsTold() throws Exception {
        serve(socket -> {
            socket.getOutputStream().write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            socket.close();
        });
        dial("/x").get(30, TimeUnit.SECONDS);
        assertThat(told.closed.get(30, TimeUnit.SECONDS)).startsWith("1006");
    }

    /** Its message to this peer would be held, with the socket, for as long as the peer likes. */
    @Test
    void aPeerThatClosesTheLinkAndReadsNothingLosesItsSocket() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        serve(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            go.get(30, TimeUnit.SECONDS);
            out.write(new byte[] { (byte) 0x88, 2, 3, (byte) 0xe8 });
            try {
                for (;;) {
                    out.write(new byte[] { (byte) 0x8a, 0 });
                    out.flush();
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            } catch (IOException closed) {
                ended.complete(null);
            }
        });
        dial("/x").get(30, TimeUnit.SECONDS);
        told.opened.get(30, TimeUnit.SECONDS).send("x".repeat(16 << 20), failure -> {
        });
        go.complete(null);
        assertThat(told.closed.get(30, TimeUnit.SECONDS)).startsWith("1000");
        ended.get(20, TimeUnit.SECONDS);
    }

    /** An inline route or callback, or a listener, runs on the thread that selects, and that thread ends when interrupted. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void anInterruptThatTheReceiverLeavesEndsNoOtherSocket(boolean bytes) throws Exception {
        Set<Thread> before = selectors();
        told.interrupts = true;
        CompletableFuture<Void> go = new CompletableFuture<>();
        serve(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            go.get(30, TimeUnit.SECONDS);
            out.write(new byte[] { (byte) (bytes ? 0x82 : 0x81), 1, 'a' });
            out.flush();
        });
        dial("/x").get(30, TimeUnit.SECONDS);
        Set<Thread> own = selectors();
        own.removeAll(before);
        told.opened.get(30, TimeUnit.SECONDS).enableReceivingBinary();
        go.complete(null);
        assertThat(told.text.get(30, TimeUnit.SECONDS)).isEqualTo("a");
        assertThatAnotherOpens();
        assertThat(own).as("a client whose thread has ended is replaced").hasSize(1).allMatch(Thread::isAlive);
    }

    @Test
    void anInterruptThatIsLeftAtTheEndOfASocketEndsNoOther() throws Exception {
        Set<Thread> before = selectors();
        told.interrupts = true;
        CompletableFuture<Void> go = new CompletableFuture<>();
        serve(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            go.get(30, TimeUnit.SECONDS);
            out.write(new byte[] { (byte) 0x88, 2, 3, (byte) 0xe8 });
            out.flush();
        });
        dial("/x").get(30, TimeUnit.SECONDS);
        Set<Thread> own = selectors();
        own.removeAll(before);
        go.complete(null);
        assertThat(told.closed.get(30, TimeUnit.SECONDS)).startsWith("1000");
        assertThatAnotherOpens();
        assertThat(own).as("a client whose thread has ended is replaced").hasSize(1).allMatch(Thread::isAlive);
    }

    /** The client repeats what it cannot read, and an application may log the failure with its causes. */
    @Test
    void theTextOfAnAnswerThatIsNoneIsEscaped() throws Exception {
        serve(socket -> {
            readHead(socket);
            socket.getOutputStream().write(("evil\u001B[2K\u0085INFO forged" + CRLF + CRLF)
                    .getBytes(StandardCharsets.ISO_8859_1));
        });
        Throwable failure = catchThrowable(() -> dial("/x").get(30, TimeUnit.SECONDS));
        int texts = 0;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            texts += text.contains("forged") ? 1 : 0;
            assertThat(text.chars()).as(text).noneMatch(Character::isISOControl);
        }
        assertThat(texts).as("messages with the text").isPositive();
    }

    /** As when its thread has found no memory. */
    @Test
    void aClientWhoseThreadHasEndedIsReplaced() throws Exception {
        Set<Thread> before = selectors();
        serve(socket -> socket.getOutputStream()
                .write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII)));
        dial("/x").get(30, TimeUnit.SECONDS);
        Set<Thread> own = selectors();
        own.removeAll(before);
        assertThat(own).hasSize(1);
        for (Thread thread : own) {
            thread.interrupt();
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        }
        try (LogCapture log = new LogCapture("io.microcdi.concurrent")) {
            assertThatAnotherOpens();
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO001409");
        }
        assertThat(told.closed.get(30, TimeUnit.SECONDS)).as("the link of the former client").startsWith("1006");
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-")
                        && thread.getName().endsWith("-SelectorManager"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private void assertThatAnotherOpens() throws Exception {
        assertThatAnotherOpens(dialer);
    }

    private void assertThatAnotherOpens(HttpClientDialer by) throws Exception {
        server.close();
        serve(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(upgrade(readHead(socket)).getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[] { (byte) 0x81, 1, 'b' });
        });
        Told other = new Told();
        by.dial(URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/x"), null, other).get(30, TimeUnit.SECONDS);
        assertThat(other.text.get(30, TimeUnit.SECONDS)).isEqualTo("b");
    }

    private CompletableFuture<Void> dial(String path) {
        return dial(dialer, path);
    }

    private CompletableFuture<Void> dial(HttpClientDialer by, String path) {
        return by.dial(URI.create("ws://127.0.0.1:" + server.getLocalPort() + path), null, told);
    }

    private void serve(Conversation conversation) throws IOException {
        ServerSocket own = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server = own;
        Thread thread = new Thread(() -> {
            try (Socket socket = own.accept()) {
                conversation.with(socket);
                while (!socket.isClosed() && socket.getInputStream().read() >= 0) {
                    continue;
                }
            } catch (Exception over) {
                // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(CRLF + CRLF) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException(head.toString());
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String upgrade(String head) throws Exception {
        String key = head.lines().filter(line -> line.startsWith("Sec-WebSocket-Key:")).findFirst().orElseThrow()
                .substring("Sec-WebSocket-Key:".length()).strip();
        byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        return "HTTP/1.1 101 Switching Protocols" + CRLF + "Upgrade: websocket" + CRLF + "Connection: Upgrade" + CRLF
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + CRLF + CRLF;
    }

    private static int closeCode(InputStream in) throws IOException {
        byte[] header = in.readNBytes(6);
        byte[] payload = in.readNBytes(header[1] & 0x7f);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= header[2 + i % 4];
        }
        return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }

    @FunctionalInterface
    private interface Conversation {
        void with(Socket socket) throws Exception;
    }

    private static class Told implements java.util.function.Function<Transport, Receiver>, Receiver {

        private final CompletableFuture<Transport> opened = new CompletableFuture<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private boolean interrupts;

        @Override
        public Receiver apply(Transport transport) {
            opened.complete(transport);
            return this;
        }

        @Override
        public void text(String message) {
            text.complete(message);
            interrupt();
        }

        private void interrupt() {
            if (interrupts) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void alive() {
            // it is not looked at here
        }

        @Override
        public void refuse(int code, String reason) {
            closed.complete("refuse " + code);
        }

        @Override
        public void closed(int code, String reason) {
            closed.complete(code + " " + reason);
            interrupt();
        }
    }
}
