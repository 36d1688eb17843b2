package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.RawSocket;

/** Messages as binary ones, between ends that both announced it. */
class BinaryMessagesTest {

    private static final String ANNOUNCED = "/127.0.0.1/5/orders?v=1&id=a&features=binary";
    private static final String REQUEST = "{\"id\":2,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/echo\",\"data\":\"%s\"}}";
    private static final String ANSWER = "{\"id\":2,\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":\"%s\"}}";

    private static final Cluster CLUSTER = new Cluster();
    private static MicroNode provider;
    private static MicroNode textual;

    @BeforeAll
    static void start() {
        CLUSTER.startRegistry();
        provider = node("payments", true);
        textual = node("textual", false);
    }

    private static MicroNode node(String namespace, boolean binary) {
        MicroNode node = CLUSTER.node(CLUSTER.builder(namespace).set(ConfigKeys.BINARY_MESSAGES, binary));
        node.register("/echo", String.class, (text, context) -> text);
        node.start();
        return node;
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "hello", "\u00e4\u20ac\ud83d\ude00" })
    void theHelloIsATextAndAnswersAreBinary(String payload) throws IOException {
        try (RawSocket socket = dial(provider, ANNOUNCED)) {
            assertThat(socket.nextText()).contains("/-/hello").contains("\"binary\"");

            socket.binary(REQUEST.formatted(payload));
            assertThat(socket.nextBinary()).isEqualTo(ANSWER.formatted(payload));
            socket.text(REQUEST.formatted(payload));
            assertThat(socket.nextBinary()).isEqualTo(ANSWER.formatted(payload));
        }
    }

    @Test
    void bytesThatAreNotUtf8CloseTheLinkWith1007() throws IOException {
        try (RawSocket socket = dial(provider, ANNOUNCED)) {
            socket.frame(0x82, new byte[] { '"', (byte) 0xff, '"' });

            assertThat(socket.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void aNodeThatIsToldToSpeaksText() throws IOException {
        try (RawSocket socket = dial(textual, ANNOUNCED)) {
            assertThat(socket.nextText()).contains("/-/hello").doesNotContain("\"binary\"");

            socket.text(REQUEST.formatted("hello"));
            assertThat(socket.nextText()).isEqualTo(ANSWER.formatted("hello"));
            socket.binary(REQUEST.formatted("hello"));
            assertThat(socket.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void nodesOfBothKindsCallEachOther() {
        String text = "\u20ac".repeat(100_000);

        assertThat(provider.caller().call("textual", "/echo", text, String.class)).isEqualTo(text);
        assertThat(textual.caller().call("payments", "/echo", text, String.class)).isEqualTo(text);
    }

    private static RawSocket dial(MicroNode node, String path) throws IOException {
        String key = node.key();
        return RawSocket.open(Integer.parseInt(key.substring(key.lastIndexOf(':') + 1)), path);
    }
}
