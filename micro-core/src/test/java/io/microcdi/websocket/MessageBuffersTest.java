package io.microcdi.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** What is asked of containers; that they do it is seen on each of them, with messages of all sizes. */
class MessageBuffersTest {

    private static final String UNDERTOW = "io.undertow.websockets.jsr.UndertowSession";
    private static final String LIBERTY = "com.ibm.ws.wsoc.external.SessionExt";

    @Test
    void partsAreOfOneSizeWhateverMessagesMayHave() {
        assertThat(MessageBuffers.text("org.apache.tomcat.websocket.WsSession", 1 << 20)).isEqualTo(16 << 10);
        assertThat(MessageBuffers.text("org.apache.tomcat.websocket.WsSession", 1 << 10)).isEqualTo(16 << 10);
    }

    @Test
    void undertowTakesWholeBinaryMessages() {
        assertThat(MessageBuffers.text(UNDERTOW, 1 << 20)).isEqualTo(16 << 10);
        assertThat(MessageBuffers.binary(UNDERTOW, 1 << 20)).isEqualTo(3 << 20);
    }

    @Test
    void libertyTakesWholeMessagesOfAnyCharacters() {
        int largest = 1 << 20;
        assertThat("\u20ac".repeat(largest).getBytes(StandardCharsets.UTF_8))
                .hasSize(MessageBuffers.text(LIBERTY, largest));
        assertThat(MessageBuffers.text(LIBERTY, 1 << 30)).isEqualTo(Integer.MAX_VALUE);
        assertThat(MessageBuffers.binary(LIBERTY, largest)).isEqualTo(MessageBuffers.text(LIBERTY, largest));
    }
}
