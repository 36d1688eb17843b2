package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.TestTimer;
import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/**
 * A connection whose link this side has closed stays open until the peer has closed too: RFC 6455, 7.1.1. Otherwise the peer's
 * next bytes would reset the connection, and a proxy would lose the answers that it has not passed on.
 */
@Timeout(120)
class GoodbyeTest {

    /** Much less than the two seconds that a peer has, and much more than an end without a wait takes. */
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final TestTimer timer = new TestTimer();
    private final List<String> ends = new ArrayList<>();
    private final Goodbyes goodbyes = new Goodbyes();
    private final EndingWriter writer = new EndingWriter(new Writer() {

        @Override
        public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> handler) {
            throw new AssertionError("nothing is written here");
        }

        @Override
        public void close() {
            ends.add("closed");
        }
    }, timer, () -> ends.add("terminated"), goodbyes, new ReadSize(size -> {
        // nothing is read here
    }));
    private MicroNode node;

    @BeforeEach
    void start() {
        node = MicroNode.builder("payments").registry("ws://127.0.0.1:1").listen("127.0.0.1", 0)
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false).set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofSeconds(20))
                .build();
        node.register("/echo", context -> context.payload(String.class));
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop();
    }

    @Test
    void bytesAfterTheCloseFrameResetNothing() throws Exception {
        try (RawSocket socket = open()) {
            socket.binary("a peer without this feature may not send it");
            assertThat(socket.closeCode()).isEqualTo(1003);
            sayMoreAndClose(socket);
            assertThat(socket.isEndedInOrder()).isTrue();
        }
    }

    @Test
    void aNodeThatStopsWaitsForItsPeers() throws Exception {
        try (RawSocket socket = open()) {
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(node::stop);
            assertThat(socket.closeCode()).isEqualTo(1001);
            sayMoreAndClose(socket);
            assertThat(socket.isEndedInOrder()).isTrue();
            stopping.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPeerThatOnlyReadsKeepsNoNodeThatStops() throws Exception {
        try (RawSocket socket = open()) {
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(node::stop);
            assertThat(socket.closeCode()).isEqualTo(1001);
            long closed = System.nanoTime();
            assertThat(socket.isEnded()).isTrue();
            assertThat(System.nanoTime() - closed).as("it was waited for").isGreaterThan(MOMENT_NANOS);
            stopping.get(60, TimeUnit.SECONDS);
        }
    }

    private static void sayMoreAndClose(RawSocket socket) throws IOException {
        for (int id = 1; id <= 3; id++) {
            socket.write(RawFrame.request(id, "/late", "1").maskedBytes());
        }
        socket.write(RawFrame.close(1000, "").maskedBytes());
    }

    private RawSocket open() throws IOException {
        RawSocket socket = RawSocket.open(Integer.parseInt(node.key().substring(node.key().indexOf(':') + 1)),
                "/127.0.0.9/9000/shop");
        socket.write(RawFrame.request(0, "/echo", "\"x\"").maskedBytes());
        assertThat(socket.nextText()).as("the link is open").contains("\"x\"");
        return socket;
    }

    @Test
    void theConnectionEndsWhenThePeerHasClosedToo() {
        writer.close();
        assertThat(ends).isEmpty();
        assertThat(writer.isClosing()).isTrue();
        writer.peerCloses();
        assertThat(ends).containsExactly("closed");
    }

    @Test
    void aPeerThatHasClosedFirstIsNotWaitedFor() {
        writer.peerCloses();
        assertThat(ends).isEmpty();
        writer.close();
        assertThat(ends).containsExactly("closed");
    }

    @Test
    void thePeerIsWaitedForTwoSecondsAndCutOffAfterFive() {
        writer.close();
        timer.advanceMillis(1_999);
        assertThat(ends).isEmpty();
        timer.advanceMillis(1);
        assertThat(ends).containsExactly("closed");
        timer.advanceMillis(3_000);
        assertThat(ends).containsExactly("closed", "terminated");
    }

    @Test
    void aServerThatStopsWaitsForTheConnectionsThatSayGoodbye() {
        assertThat(goodbyes.await(0)).isTrue();
        writer.close();
        assertThat(goodbyes.await(1)).isFalse();
        writer.ended();
        writer.ended();
        assertThat(goodbyes.await(0)).isTrue();
        writer.close();
        assertThat(goodbyes.await(0)).as("it has ended").isTrue();
    }

    @Test
    void nothingIsHandedOverAfterTheCloseFrame() {
        List<String> handed = new ArrayList<>();
        UnmaskingReader reader = new UnmaskingReader(part -> handed.add("read"), writer);
        reader.handle(ByteBuffer.wrap(RawFrame.text("x").maskedBytes()));
        writer.close();
        reader.handle(ByteBuffer.wrap(RawFrame.text("x").maskedBytes()));
        assertThat(ends).isEmpty();
        reader.handle(ByteBuffer.wrap(RawFrame.close(1000, "").maskedBytes()));
        assertThat(handed).containsExactly("read");
        assertThat(ends).containsExactly("closed");
    }
}
