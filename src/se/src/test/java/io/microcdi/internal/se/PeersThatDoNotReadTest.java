package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/** A peer that takes nothing from its socket loses the socket, and with it what the node holds for the peer. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeersThatDoNotReadTest {

    private static final int CALLS = 12;
    private static final int LONGEST = 125;
    /** Pings whose answers are far more than the sockets buffer. */
    private static final int PINGS = 500_000;

    private final CountDownLatch answered = new CountDownLatch(CALLS);
    private MicroNode node;
    private RawSocket socket;

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
        socket = RawSocket.open(Integer.parseInt(node.key().substring(node.key().indexOf(':') + 1)),
                "/127.0.0.9/9000/shop");
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        node.stop();
    }

    @Test
    void aPeerThatTakesNoAnswersLosesItsSocket() throws Exception {
        for (int id = 0; id < CALLS; id++) {
            socket.write(RawFrame.request(id, "/big", "null").maskedBytes());
        }
        assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
        // the only way to see it without reading
        assertThatThrownBy(() -> {
            while (true) {
                socket.frame(RawFrame.PING, new byte[0]);
                Thread.sleep(100);
            }
        }).isInstanceOf(IOException.class);
    }

    /** The container answers pings by itself. */
    @Test
    void aPeerThatSendsPingsAndTakesNoPongsLosesItsSocket() {
        assertThatThrownBy(() -> {
            for (int i = 0; i < PINGS; i++) {
                socket.frame(RawFrame.PING, new byte[LONGEST]);
            }
        }).isInstanceOf(IOException.class);
    }
}
