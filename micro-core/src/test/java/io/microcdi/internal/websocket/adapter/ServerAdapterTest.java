package io.microcdi.internal.websocket.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import jakarta.websocket.Session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The buffers and times that are asked for. That the servers use them so is seen on each of them, with messages of all sizes. */
class ServerAdapterTest {

    @ParameterizedTest
    @ValueSource(ints = { 1 << 10, 1 << 20 })
    void partsAreOfOneSizeWhateverMessagesMayHave(int maxMessage) {
        assertThat(new TomcatAdapter().textBuffer(maxMessage, 16 << 10)).isEqualTo(16 << 10);
        assertThat(new TomcatAdapter().binaryBuffer(maxMessage, 16 << 10)).isEqualTo(16 << 10);
    }

    /** It waits on a thread of the connector, which reads the links of others, for each ping of a peer that does not read. */
    @Test
    void tomcatWaitsForHalfASecondAtMost() {
        Map<String, Object> properties = new HashMap<>();
        Session session = (Session) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] { Session.class },
                (proxy, method, arguments) -> method.getName().equals("getUserProperties") ? properties : null);
        new TomcatAdapter().opened(session, 10_000, false);
        assertThat(properties).containsEntry("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 1_000L);
        new TomcatAdapter().opened(session, 300, false);
        assertThat(properties).containsEntry("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 300L);
    }

    @Test
    void undertowTakesWholeBinaryMessages() {
        assertThat(new UndertowAdapter().textBuffer(1 << 20, 16 << 10)).isEqualTo(16 << 10);
        assertThat(new UndertowAdapter().binaryBuffer(1 << 20, 16 << 10)).isEqualTo(3 << 20);
    }

    @Test
    void libertyTakesWholeMessagesOfAnyCharacters() {
        int largest = 1 << 20;
        assertThat("\u20ac".repeat(largest).getBytes(StandardCharsets.UTF_8))
                .hasSize(new LibertyAdapter().textBuffer(largest, 16 << 10));
        assertThat(new LibertyAdapter().textBuffer(1 << 30, 16 << 10)).isEqualTo(Integer.MAX_VALUE);
        assertThat(new LibertyAdapter().binaryBuffer(largest, 16 << 10))
                .isEqualTo(new LibertyAdapter().textBuffer(largest, 16 << 10));
    }

    @Test
    void aServerThatIsNotKnownMayBlock() {
        Session unknown = (Session) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] { Session.class },
                (proxy, method, arguments) -> null);
        assertThat(ServerAdapter.of(unknown).canBlock()).isTrue();
    }
}
