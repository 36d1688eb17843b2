package io.microcdi.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.link.Transport;
import io.microcdi.websocket.SessionOptions;

/** What a client sends to Tomcat arrives, whoever takes its masks off. */
@Timeout(60)
class TomcatUnmaskingIT {

    @TempDir
    private Path directory;
    private final Logger logger = Logger.getLogger("io.microcdi.websocket.TomcatSession");
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Handler complaining = new Handler() {

        @Override
        public void publish(LogRecord complaint) {
            complaints.add(complaint.getMessage());
        }

        @Override
        public void flush() {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is open
        }
    };
    private final Peer accepted = new Peer();
    private NodeTomcat server;
    private WebSocket client;

    @BeforeEach
    void connect() throws Exception {
        logger.setLevel(Level.FINE);
        logger.addHandler(complaining);
        server = new NodeTomcat(directory, (transport, path, query) -> accepted.opened(transport),
                new SessionOptions(16 << 20, true, true));
        client = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(server.url(), new WebSocket.Listener() {
                }).get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        logger.removeHandler(complaining);
        client.abort();
        server.close();
    }

    /** Without access to what the container keeps to itself all of this would go on, too. */
    @Test
    void itIsNotTheContainerThatDoes() {
        assertThat(complaints).isEmpty();
    }

    /** Some of them come at once, some do not. */
    @Test
    void messagesOfAnyLength() throws Exception {
        List<String> messages = Stream.concat(Stream.of("", "Grüße, 世界, \uD83D\uDE00"),
                IntStream.of(1, 7, 8, 125, 126, 8_180, 8_192, 8_200, 65_535, 65_536, 10_000_000).mapToObj("x"::repeat))
                .toList();
        accepted.transport.get(10, TimeUnit.SECONDS).enableReceivingBinary();
        for (String message : messages) {
            client.sendText(message, true).join();
            assertThat(message.equals(accepted.next())).as("%d characters as text", message.length()).isTrue();
            client.sendBinary(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), true).join();
            assertThat(message.equals(accepted.next())).as("%d characters as binary", message.length()).isTrue();
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            client.sendText("text " + i, true).join();
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(accepted.next()).isEqualTo("text " + i);
        }
    }

    /** Each of its frames has a mask of its own. */
    @Test
    void aMessageInSeveralFrames() throws Exception {
        client.sendText("one ", false).join();
        client.sendText("two ", false).join();
        client.sendPing(ByteBuffer.wrap(new byte[] { 1, 2, 3 })).join();
        client.sendText("three", true).join();
        assertThat(accepted.next()).isEqualTo("one two three");
        client.sendText("and a whole one", true).join();
        assertThat(accepted.next()).isEqualTo("and a whole one");
    }

    private static final class Peer extends Nobody {

        private final CompletableFuture<Transport> transport = new CompletableFuture<>();
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        private Peer opened(Transport opened) {
            transport.complete(opened);
            return this;
        }

        private String next() throws InterruptedException {
            return texts.poll(10, TimeUnit.SECONDS);
        }

        @Override
        public void text(String message) {
            texts.add(message);
        }
    }
}
