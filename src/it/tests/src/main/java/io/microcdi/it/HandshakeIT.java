package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.it.app.Numbers;

/** Which peers may connect to an application's node without a proof, and which extensions the node never negotiates. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class HandshakeIT {
    @Deployment(testable = false)
    static WebArchive plain() {
        return Wars.configured(Wars.withExtension("origin", Numbers.class, Numbers.Order.class),
                "micro.allowed-origins=https://shop.example,https://other.example");
    }

    private static int handshake(String origin) throws IOException {
        return Handshake.status("/origin/127.0.0.1/19114/tester", origin);
    }

    @Test
    void programsSayNone() throws Exception {
        assertThat(handshake(null)).isEqualTo(101);
    }

    @Test
    void pagesOfThisServerMay() throws Exception {
        assertThat(handshake("http://" + Server.url("").getAuthority())).isEqualTo(101);
    }

    @Test
    void pagesOfTheListMay() throws Exception {
        assertThat(handshake("https://shop.example")).isEqualTo(101);
        assertThat(handshake("https://other.example")).isEqualTo(101);
    }

    /** Some servers say 403, some go on as if there were no endpoint. */
    @Test
    void othersMayNot() throws Exception {
        assertThat(handshake("https://evil.example")).isIn(403, 404);
        assertThat(handshake("http://" + Server.url("").getHost() + ":1")).isIn(403, 404);
        assertThat(handshake("null")).isIn(403, 404);
    }

    /** In the default mode, which asks programs of this machine for nothing. Everybody can send such a header. */
    @ParameterizedTest
    @ValueSource(strings = { "Forwarded: for=203.0.113.7", "X-Forwarded-For: 203.0.113.7", "X-Real-IP: 203.0.113.7",
            "Via: 1.1 proxy" })
    void aPeerBehindAProxyIsNotOnThisMachine(String header) throws Exception {
        assertThat(Handshake.head("/origin/127.0.0.1/19114/proxied", header + "\r\n")).startsWith("HTTP/1.1 401");
        assertThat(handshake(null)).as("the same without a proxy").isEqualTo(101);
    }

    /** It is in the way of messages of a few hundred characters, and the Node.js package asks everyone for it. */
    @Test
    void nothingIsCompressed() throws Exception {
        assertThat(Handshake.head("/origin/127.0.0.1/19114/tester",
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"))
                .startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
    }
}
