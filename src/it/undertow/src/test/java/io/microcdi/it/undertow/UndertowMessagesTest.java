package io.microcdi.it.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.websocket.ContainerProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.concurrent.HandlerPool;
import io.microcdi.concurrent.Threads;
import io.microcdi.config.MicroConfig;
import io.microcdi.link.Transport;
import io.microcdi.tls.ClientTls;
import io.microcdi.websocket.ClientContainer;
import io.microcdi.websocket.SessionOptions;
import io.microcdi.websocket.WebSocketDialer;

/** Who writes what is sent by Undertow, and that all of it arrives. */
@Timeout(60)
class UndertowMessagesTest {

    private static final SessionOptions OPTIONS = new SessionOptions(64 << 20, true, true, null);
    /** More than sockets take. */
    private static final String LARGE = "x".repeat(32 << 20);

    private final HandlerPool handlers = new HandlerPool(Threads.daemon("handler", null), 4, 16, 0);
    private final Peer accepted = new Peer();
    private UndertowServer server;
    private Reader reader;
    private Transport transport;

    @BeforeEach
    void connect() throws Exception {
        server = new UndertowServer((opened, path, query) -> accepted.opened(opened), OPTIONS);
        reader = new Reader(server.url());
        transport = accepted.transport();
    }

    @AfterEach
    void stop() {
        handlers.close();
        reader.close();
        server.close();
    }

    @Test
    void aHandlersThreadWrites() throws Exception {
        reader.read();
        for (int i = 0; i < 1_000; i++) {
            assertThat(sendAsHandler(transport, "text " + i)).isEqualTo("written by handler");
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(reader.next()).isEqualTo("text " + i);
        }
    }

    @Test
    void binaryMessagesAsWell() throws Exception {
        reader.read();
        transport.enableSendingBinary();
        assertThat(sendAsHandler(transport, "text")).isEqualTo("written by handler");
        assertThat(reader.next()).isEqualTo("binary 4");
    }

    @Test
    void notWhereItIsTurnedOff() throws Exception {
        Peer other = new Peer();
        try (UndertowServer untouched = new UndertowServer((opened, path, query) -> other.opened(opened),
                new SessionOptions(64 << 20, false, true, null)); Reader reading = new Reader(untouched.url())) {
            reading.read();
            assertThat(other.transport().takesSeveral()).isFalse();
            assertThat(send(other.transport(), "text")).succeedsWithin(Duration.ofSeconds(10));
            assertThat(reading.next()).isEqualTo("text");
        }
    }

    @Test
    void severalAreMessagesOfTheirOwn() throws Exception {
        reader.read();
        assertThat(transport.takesSeveral()).isTrue();
        List<String> messages = Stream.concat(Stream.of("", "a", "Grüße, 世界, \uD83D\uDE00"),
                IntStream.of(125, 126, 127, 65_535, 65_536, 200_000).mapToObj("x"::repeat)).toList();
        assertThat(send(transport, messages)).succeedsWithin(Duration.ofSeconds(10));
        for (String message : messages) {
            assertThat(reader.next()).isEqualTo(message);
        }
    }

    @Test
    void aDialledSessionAsWell() throws Exception {
        Peer dialled = new Peer();
        new WebSocketDialer(new ClientContainer(ContainerProvider::getWebSocketContainer, true), OPTIONS,
                Duration.ofSeconds(10), ClientTls.of(MicroConfig.defaults())).dial(server.url(), dialled::opened);
        assertThat(sendAsHandler(dialled.transport(), "alone")).isEqualTo("written by handler");
        assertThat(send(dialled.transport(), List.of("one", "two"))).succeedsWithin(Duration.ofSeconds(10));
        // the server's receiver is the same for both of its sessions, of which one is silent
        assertThat(accepted.next()).isEqualTo("alone");
        assertThat(accepted.next()).isEqualTo("one");
        assertThat(accepted.next()).isEqualTo("two");
    }

    /** What the socket does not take waits for it, and nobody is kept. */
    @Test
    void whoDoesNotReadIsWaitedFor() throws Exception {
        CompletableFuture<String> waiting = new CompletableFuture<>();
        assertThat(sendAsHandler(transport, LARGE, waiting)).isEqualTo("under way");
        reader.read();
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).asString().startsWith("written");
        send(transport, "last").get(10, TimeUnit.SECONDS);
        assertThat(LARGE.equals(reader.next())).isTrue();
        assertThat(reader.next()).isEqualTo("last");
    }

    @Test
    void whoLeavesMeanwhileIsToldOf() throws Exception {
        CompletableFuture<String> waiting = send(transport, List.of("first", LARGE));
        assertThat(waiting).isNotDone();
        reader.close();
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).asString().startsWith("failed");
        assertThat(send(transport, "nobody is there")).succeedsWithin(Duration.ofSeconds(10)).asString()
                .startsWith("failed");
    }

    /** Undertow's own thread answers pings while another one writes. */
    @Test
    void pongsComeInBetween() throws Exception {
        reader.read();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20_000; i++) {
                send(transport, "text " + i).join();
            }
        }, handlers);
        int pings = 0;
        for (; !sent.isDone() || pings == 0; pings++) {
            reader.ping("ping " + pings).get(10, TimeUnit.SECONDS);
            assertThat(reader.nextPong()).isEqualTo("ping " + pings);
        }
        sent.get(10, TimeUnit.SECONDS);
        for (int i = 0; i < 20_000; i++) {
            assertThat(reader.next()).isEqualTo("text " + i);
        }
    }

    private String sendAsHandler(Transport by, String message) throws Exception {
        return sendAsHandler(by, message, new CompletableFuture<>());
    }

    /** What is known when the sending returns. */
    private String sendAsHandler(Transport by, String message, CompletableFuture<String> sent) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
            by.send(message, failure -> sent.complete(told(failure)));
            return sent.getNow("under way");
        }, handlers).get(10, TimeUnit.SECONDS);
    }

    private static CompletableFuture<String> send(Transport transport, String message) {
        CompletableFuture<String> sent = new CompletableFuture<>();
        transport.send(message, failure -> sent.complete(told(failure)));
        return sent;
    }

    private static CompletableFuture<String> send(Transport transport, List<String> messages) {
        CompletableFuture<String> sent = new CompletableFuture<>();
        transport.send(messages, failure -> sent.complete(told(failure)));
        return sent;
    }

    private static String told(Throwable failure) {
        return failure == null ? "written by " + Thread.currentThread().getName().replaceAll("-\\d+$", "")
                : "failed: " + failure;
    }
}
