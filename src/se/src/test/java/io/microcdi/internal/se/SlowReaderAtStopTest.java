package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;

/**
 * Answers of calls that have ended reach a peer that reads slowly, also if the node stops meanwhile. A peer that reads nothing
 * does not keep the node.
 */
@Timeout(60)
class SlowReaderAtStopTest {

    private static final String HANDSHAKE = "GET /127.0.0.9/9000/shop HTTP/1.1\r\nHost: localhost\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    /** More than the sockets of both ends buffer, and less than a link queues. */
    private static final int CALLS = 12;
    private static final String ANSWER = "x".repeat(900_000);
    private static final int RECEIVE_BUFFER = 8_192;
    /** Longer than a node waits for the end of links with nothing to send. */
    private static final long PAUSE_MILLIS = 1_500;

    private final CountDownLatch answered = new CountDownLatch(CALLS);

    private MicroNode node(Duration drainTimeout, Duration pingInterval) {
        MicroNode node = MicroNode.builder("payments").registry("ws://127.0.0.1:1").listen("127.0.0.1", 0)
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false).set(ConfigKeys.DRAIN_TIMEOUT, drainTimeout)
                .set(ConfigKeys.PING_INTERVAL, pingInterval).build();
        node.register("/big", context -> {
            answered.countDown();
            return ANSWER;
        });
        node.start();
        return node;
    }

    @Test
    void whatWaitsForItIsSentWithinTheDrainTimeout() throws Exception {
        MicroNode node = node(Duration.ofSeconds(20), Duration.ofSeconds(10));
        CompletableFuture<Void> stopping = null;
        try (Socket socket = new Socket()) {
            callAll(node, socket);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(node::stop);
            stopping = stop;
            assertThatThrownBy(() -> stop.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(count(socket)).isGreaterThan((long) CALLS * ANSWER.length());
        } finally {
            if (stopping == null) {
                node.stop();
            } else {
                stopping.get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** The watch of the links goes on until they are closed. */
    @Test
    void aPeerThatReadsNothingIsCutOffLongBeforeTheDrainTimeout() throws Exception {
        MicroNode node = node(Duration.ofHours(1), Duration.ofSeconds(2));
        try (Socket socket = new Socket()) {
            callAll(node, socket);
            CompletableFuture.runAsync(node::stop).get(50, TimeUnit.SECONDS);
        }
    }

    /** Sends requests whose answers are more than the sockets buffer, and waits until all handlers have run. */
    private void callAll(MicroNode node, Socket socket) throws Exception {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress("127.0.0.1",
                Integer.parseInt(node.key().substring(node.key().indexOf(':') + 1))));
        socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
        readHead(socket);
        for (int id = 0; id < CALLS; id++) {
            socket.getOutputStream().write(frame("{\"id\":" + id
                    + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/big\",\"data\":null}}"));
        }
        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void readHead(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(socket.getInputStream().read());
        }
        assertThat(head.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 101");
    }

    /** A text frame whose mask changes nothing. */
    private static byte[] frame(String text) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | text.length());
        frame.writeBytes(new byte[4]);
        frame.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return frame.toByteArray();
    }

    /** Counts the bytes until the node closes, and answers its close frame. */
    private static long count(Socket socket) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long all = 0;
        for (int count = socket.getInputStream().read(buffer); count >= 0; count = socket.getInputStream()
                .read(buffer)) {
            all += count;
        }
        return all;
    }
}
