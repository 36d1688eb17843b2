package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;

/** A peer that takes nothing from its socket loses the socket, and with it what the node holds for the peer. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeersThatDoNotReadTest {

    private static final String HANDSHAKE = "GET /127.0.0.9/9000/shop HTTP/1.1\r\nHost: localhost\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final int RECEIVE_BUFFER = 8_192;
    private static final int CALLS = 12;
    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final int LONGEST = 125;
    /** Pings whose answers are far more than the sockets buffer. */
    private static final int PINGS = 500_000;

    private final CountDownLatch answered = new CountDownLatch(CALLS);
    private MicroNode node;
    private Socket socket;

    @BeforeEach
    void connect() throws IOException {
        node = MicroNode.builder("payments").registry("ws://127.0.0.1:1").listen("127.0.0.1", 0)
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false).set(ConfigKeys.DRAIN_TIMEOUT, Duration.ZERO)
                .set(ConfigKeys.PING_INTERVAL, Duration.ofSeconds(2)).build();
        node.register("/big", context -> {
            answered.countDown();
            return "x".repeat(900_000);
        });
        node.start();
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress("127.0.0.1",
                Integer.parseInt(node.key().substring(node.key().indexOf(':') + 1))));
        socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(socket.getInputStream().read());
        }
        assertThat(head.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 101");
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        node.stop();
    }

    @Test
    void aPeerThatTakesNoAnswersLosesItsSocket() throws Exception {
        for (int id = 0; id < CALLS; id++) {
            write(TEXT, "{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/big\",\"data\":null}}");
        }
        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
        // the only way to see it without reading
        assertThatThrownBy(() -> {
            while (true) {
                write(PING, "");
                Thread.sleep(100);
            }
        }).isInstanceOf(IOException.class);
    }

    /** The container answers pings by itself. */
    @Test
    void aPeerThatSendsPingsAndTakesNoPongsLosesItsSocket() {
        assertThatThrownBy(() -> {
            for (int i = 0; i < PINGS; i++) {
                write(PING, "p".repeat(LONGEST));
            }
        }).isInstanceOf(IOException.class);
    }

    /** Writes a frame whose mask changes nothing. */
    private void write(int first, String text) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        frame.write(0x80 | text.length());
        frame.writeBytes(new byte[4]);
        frame.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(frame.toByteArray());
    }
}
