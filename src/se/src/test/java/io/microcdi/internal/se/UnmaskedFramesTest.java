package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/** A client masks its frames: RFC 6455, 5.1. A node closes the link of one that does not. */
class UnmaskedFramesTest {

    private MicroNode node;

    @BeforeEach
    void start() {
        node = MicroNode.builder("payments").registry("ws://127.0.0.1:1").listen("127.0.0.1", 0)
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false).set(ConfigKeys.DRAIN_TIMEOUT, Duration.ZERO).build();
        node.register("/echo", context -> context.payload(String.class));
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = { RawFrame.TEXT, RawFrame.BINARY, RawFrame.TEXT_BEGIN, RawFrame.MORE, RawFrame.PING,
            RawFrame.PONG,
            RawFrame.CLOSE })
    void aFrameWithoutAMaskClosesTheLinkWith1002(int first) throws Exception {
        try (RawSocket socket = open()) {
            socket.write(new RawFrame(first, RawFrame.request(1, "/echo", "\"x\"").payload()).bytes());
            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2 })
    void callsBeforeItAreAnswered(int before) throws Exception {
        try (RawSocket socket = open()) {
            for (int id = 1; id <= before; id++) {
                socket.write(RawFrame.request(id, "/echo", "\"x\"").maskedBytes());
                assertThat(socket.nextText()).contains("\"id\":" + id).contains("\"x\"");
            }
            socket.write(RawFrame.request(before + 1, "/echo", "\"x\"").bytes());
            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    private RawSocket open() throws Exception {
        return RawSocket.open(Integer.parseInt(node.key().substring(node.key().indexOf(':') + 1)),
                "/127.0.0.9/9000/shop");
    }
}
