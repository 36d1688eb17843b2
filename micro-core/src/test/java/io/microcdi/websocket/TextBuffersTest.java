package io.microcdi.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** What is asked of containers; that they do it is seen on each of them, with messages of all sizes. */
class TextBuffersTest {

    private static final String LIBERTY = "com.ibm.ws.wsoc.external.SessionExt";

    @Test
    void partsAreOfOneSizeWhateverMessagesMayHave() {
        assertThat(TextBuffers.size("org.apache.tomcat.websocket.WsSession", 1 << 20)).isEqualTo(16 << 10);
        assertThat(TextBuffers.size("org.apache.tomcat.websocket.WsSession", 1 << 10)).isEqualTo(16 << 10);
    }

    @Test
    void libertyTakesWholeMessagesOfAnyCharacters() {
        int largest = 1 << 20;
        assertThat("\u20ac".repeat(largest).getBytes(StandardCharsets.UTF_8))
                .hasSize(TextBuffers.size(LIBERTY, largest));
        assertThat(TextBuffers.size(LIBERTY, 1 << 30)).isEqualTo(Integer.MAX_VALUE);
    }
}
