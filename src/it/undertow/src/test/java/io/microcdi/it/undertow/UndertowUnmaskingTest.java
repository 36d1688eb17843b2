package io.microcdi.it.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

import io.microcdi.websocket.SessionOptions;

/** What a client sends arrives, whoever takes its masks off. */
@Timeout(60)
class UndertowUnmaskingTest {

    private final Logger logger = Logger.getLogger("io.microcdi.websocket.UndertowUnmasking");
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
    private UndertowServer server;
    private Reader client;

    @BeforeEach
    void connect() throws Exception {
        logger.setLevel(Level.FINE);
        logger.addHandler(complaining);
        server = new UndertowServer((opened, path, query) -> accepted.opened(opened),
                new SessionOptions(16 << 20, true, true, null));
        client = new Reader(server.url());
        client.read();
    }

    @AfterEach
    void stop() {
        logger.removeHandler(complaining);
        client.close();
        server.close();
    }

    /** Without access to what the container keeps to itself all of this would go on, too. */
    @Test
    void itIsNotTheContainerThatDoes() {
        assertThat(complaints).isEmpty();
    }

    /** Some of them come as a whole, some do not. */
    @Test
    void messagesOfAnyLength() throws Exception {
        List<String> messages = Stream.concat(Stream.of("", "Grüße, 世界, \uD83D\uDE00"),
                IntStream.of(1, 7, 8, 125, 126, 16_000, 16_384, 16_400, 65_535, 65_536, 10_000_000)
                        .mapToObj("x"::repeat))
                .toList();
        accepted.transport().enableReceivingBinary();
        for (String message : messages) {
            client.text(message, true);
            assertThat(message.equals(accepted.next())).as("%d characters as text", message.length()).isTrue();
            client.binary(message);
            assertThat(message.equals(accepted.next())).as("%d characters as binary", message.length()).isTrue();
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            client.text("text " + i, true);
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(accepted.next()).isEqualTo("text " + i);
        }
    }

    /** Each of its frames has a mask of its own. */
    @Test
    void aMessageInSeveralFrames() throws Exception {
        client.text("one ", false);
        client.text("two ", false);
        client.ping("in between").join();
        client.text("three", true);
        assertThat(accepted.next()).isEqualTo("one two three");
        assertThat(client.nextPong()).isEqualTo("in between");
        client.text("and a whole one", true);
        assertThat(accepted.next()).isEqualTo("and a whole one");
    }

    @Test
    void aCloseFrameIsUnderstood() throws Exception {
        client.leave(1001, "leaving");
        assertThat(accepted.closing()).isEqualTo("1001 leaving");
    }
}
