package io.microcdi.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.concurrent.ChannelThreads;
import io.microcdi.concurrent.HandlerPool;
import io.microcdi.concurrent.SystemTimer;
import io.microcdi.concurrent.Threads;
import io.microcdi.link.Transport;
import io.microcdi.websocket.SessionOptions;

/** Who writes what Tomcat's server sends, and that all of it arrives. */
@Timeout(60)
class TomcatServerMessagesIT {

    /** More than sockets take. */
    private static final String LARGE = "x".repeat(32 << 20);

    @TempDir
    private Path directory;
    private final HandlerPool handlers = new HandlerPool(Threads.daemon("handler", null), 4, 16, 0);
    private final SystemTimer timer = new SystemTimer(Threads.daemon("timer", null));
    private final ChannelThreads channels = new ChannelThreads(Threads.daemon("reader", null), timer);
    private final Peer accepted = new Peer();
    private NodeTomcat server;
    private Reader reader;
    private Transport transport;

    @BeforeEach
    void connect() throws Exception {
        server = new NodeTomcat(directory, (opened, path, query) -> accepted.opened(opened),
                new SessionOptions(64 << 20, true, true, channels));
        reader = new Reader(server.url());
        transport = accepted.transport();
    }

    @AfterEach
    void stop() throws Exception {
        handlers.close();
        reader.close();
        server.close();
        channels.close();
        timer.close();
    }

    @Test
    void aHandlersThreadWrites() throws Exception {
        reader.read();
        for (int i = 0; i < 1_000; i++) {
            assertThat(sendAsHandler("text " + i)).isEqualTo("written by handler");
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(reader.next()).isEqualTo("text " + i);
        }
    }

    @Test
    void binaryMessagesAsWell() throws Exception {
        reader.read();
        transport.enableSendingBinary();
        assertThat(sendAsHandler("text")).isEqualTo("written by handler");
        assertThat(reader.next()).isEqualTo("binary 4");
    }

    /** They are told by another thread, as Tomcat has it. */
    @Test
    void othersAsBefore() throws Exception {
        reader.read();
        assertThat(send(transport, "text")).succeedsWithin(Duration.ofSeconds(10)).asString()
                .startsWith("written by http");
        assertThat(reader.next()).isEqualTo("text");
    }

    @Test
    void severalAreMessagesOfTheirOwn() throws Exception {
        reader.read();
        assertThat(transport.takesSeveral()).isTrue();
        List<String> messages = Stream.concat(Stream.of("", "a", "Grüße, 世界, \uD83D\uDE00"),
                IntStream.of(125, 126, 127, 8_192, 65_535, 65_536, 200_000).mapToObj("x"::repeat)).toList();
        assertThat(send(transport, messages)).succeedsWithin(Duration.ofSeconds(10));
        for (String message : messages) {
            assertThat(reader.next()).isEqualTo(message);
        }
    }

    /** What the socket does not take waits for it, and nobody is kept. */
    @Test
    void whoDoesNotReadIsWaitedFor() throws Exception {
        CompletableFuture<String> waiting = new CompletableFuture<>();
        assertThat(sendAsHandler(LARGE, waiting)).isEqualTo("under way");
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
        assertThat(send(transport, List.of("nobody", "is there"))).succeedsWithin(Duration.ofSeconds(10)).asString()
                .startsWith("failed");
    }

    /** Whoever reads answers pings while another one writes, each in its turn. */
    @Test
    void pongsComeInBetween() throws Exception {
        reader.read();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20_000; i += 2) {
                send(transport, "text " + i).join();
                send(transport, List.of("text " + (i + 1))).join();
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

    private String sendAsHandler(String message) throws Exception {
        return sendAsHandler(message, new CompletableFuture<>());
    }

    /** What is known when the sending returns. */
    private String sendAsHandler(String message, CompletableFuture<String> sent) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
            transport.send(message, failure -> sent.complete(told(failure)));
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
