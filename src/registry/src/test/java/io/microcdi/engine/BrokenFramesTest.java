package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.RawSocket;

/** Row 1 of the reference's faults: bytes that are no WebSocket frame close their own link, and no other link. */
class BrokenFramesTest {

    private static final Cluster CLUSTER = new Cluster();
    private static MicroNode provider;
    private static MicroNode consumer;

    @BeforeAll
    static void start() {
        CLUSTER.startRegistry();
        provider = CLUSTER.node(CLUSTER.builder("payments").set(ConfigKeys.MAX_MESSAGE_SIZE, 100_000));
        provider.register("/echo", String.class, (text, context) -> text);
        provider.start();
        consumer = CLUSTER.node("checkout");
        consumer.start();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("a reserved bit", new byte[] { (byte) 0xc1, (byte) 0x82, 0, 0, 0, 0, '{', '}' }, 1002),
                Arguments.of("an unknown opcode", new byte[] { (byte) 0x83, (byte) 0x80, 0, 0, 0, 0 }, 1002),
                Arguments.of("a ping in two parts", new byte[] { 0x09, (byte) 0x80, 0, 0, 0, 0 }, 1002),
                Arguments.of("a length below zero",
                        new byte[] { (byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2 },
                        1002),
                Arguments.of("bad UTF-8",
                        new byte[] { (byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xc3, (byte) 0x28 }, 1007),
                Arguments.of("a binary message", new byte[] { (byte) 0x82, (byte) 0x82, 0, 0, 0, 0, 1, 2 }, 1003));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void row01_bytesThatAreNoWebSocketFrameCloseTheirOwnLinkOnly(String what, byte[] bytes, int code)
            throws IOException {
        try (RawSocket socket = RawSocket.open(port(), "/127.0.0.1/5/orders")) {
            socket.write(bytes);
            assertThat(socket.closeCode()).isEqualTo(code);
        }
        assertOthersAreServed();
    }

    /** Tyrus takes frames without a mask; others close with 1002. */
    @Test
    void row01_framesWithoutAMaskHarmNobody() throws IOException {
        try (RawSocket socket = RawSocket.open(port(), "/127.0.0.1/5/orders")) {
            socket.write(new byte[] { (byte) 0x81, 2, '{', '}', (byte) 0x81, 2, '{' });
            assertOthersAreServed();
        }
        assertOthersAreServed();
    }

    /** Nothing is allocated for what was only promised; and what comes is bounded by Tyrus, which then says 1011. */
    @Test
    void row01_aHeaderThatPromisesOneGibibyteHarmsNobody() throws IOException {
        byte[] header = { (byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0 };
        try (RawSocket socket = RawSocket.open(port(), "/127.0.0.1/5/orders")) {
            socket.write(header);
            assertOthersAreServed();
            try {
                socket.write(new byte[5_000_000]);
                assertThat(socket.closeCode()).isIn(1009, 1011);
            } catch (SocketException ended) {
                // the node closed the connection before all was written
                assertThat(ended).hasMessageMatching("Broken pipe|Connection reset.*");
            }
        }
        assertOthersAreServed();
    }

    @Test
    void row17_aMessageThatIsTooLargeClosesItsLinkWith1009() throws IOException {
        try (RawSocket socket = RawSocket.open(port(), "/127.0.0.1/5/orders")) {
            socket.text("\"" + "x".repeat(100_000) + "\"");
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
        assertOthersAreServed();
    }

    @Test
    void row24_aTextThatIsNoFrameIsAnsweredOrDroppedAndTheLinkLives() throws IOException {
        try (RawSocket socket = RawSocket.open(port(), "/127.0.0.1/5/orders")) {
            socket.text("not json");
            socket.text("{\"id\":1,\"mode\":0,\"twoway\":true}");
            assertThat(socket.nextText()).contains("\"id\":1", "\"status\":400", "\"message\":\"");
            socket.text("{\"id\":2,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/echo\",\"data\":\"hello\"}}");
            assertThat(socket.nextText())
                    .isEqualTo("{\"id\":2,\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":\"hello\"}}");
        }
    }

    private static void assertOthersAreServed() {
        assertThat(consumer.caller().call("payments", "/echo", "still here", String.class)).isEqualTo("still here");
    }

    private static int port() {
        return Integer.parseInt(provider.key().substring(provider.key().lastIndexOf(':') + 1));
    }
}
