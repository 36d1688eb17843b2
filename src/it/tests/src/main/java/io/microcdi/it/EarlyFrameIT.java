package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Echo;
import io.microcdi.testing.socket.RawFrame;

/**
 * Clients that send their first frame in the segment of their handshake. Tyrus 2.1 loses a thread of the server to each, with
 * an endpoint of anybody; a node of this project is to answer all the same, and the server to keep its threads.
 */
@ExtendWith(ArquillianExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("quirks")
class EarlyFrameIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    /** More than Payara and GlassFish have threads. */
    private static final int CLIENTS = 12;
    private static final String HEAD_END = "\r\n\r\n";
    private static final int PATIENCE_MILLIS = 60_000;
    /** For a server that reads nothing more, so that no later frame is answered: an answer takes some milliseconds. */
    private static final int SILENCE_MILLIS = 3_000;
    private static final boolean NODE_ANSWERS = Boolean.getBoolean("it.early-frame.node-answers");
    private static final boolean IS_LOST = Boolean.getBoolean("it.early-frame.is-lost");

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "early", order = 2, testable = false)
    static WebArchive early() {
        return Wars.exchange("early");
    }

    @Deployment(name = "plain", order = 3, testable = false)
    static WebArchive plain() {
        return Wars.empty("plain", Echo.class, Echo.Closer.class);
    }

    @Test
    @Order(1)
    void aNodeAnswersAFrameThatCameWithItsHandshake() throws Exception {
        Registration.await("early", Server.key("/early"));
        byte[] request = RawFrame.request(1, "/echo", "\"x\"").maskedBytes();
        if (NODE_ANSWERS) {
            for (int i = 0; i < CLIENTS; i++) {
                assertThat(answer("/early/127.0.0.1/" + (19_600 + i) + "/client", request, PATIENCE_MILLIS))
                        .as("client %d", i).contains("\"status\":200");
            }
        } else {
            byte[] later = RawFrame.request(2, "/echo", "\"x\"").maskedBytes();
            assertThat(answer("/early/127.0.0.1/19600/client", request, later, PATIENCE_MILLIS))
                    .as("the first answer is that of the second frame").contains("\"id\":2,", "\"status\":200")
                    .doesNotContain("\"id\":1,");
        }
        try (NodeLink other = NodeLink.open(Server.url("/early"), "127.0.0.1/19650/other")) {
            assertThat(other.call("/echo", "\"y\"")).hasToString("{\"status\":200,\"data\":\"y\"}");
        }
    }

    /** Shows that the fault is the server's own; once, since it costs a thread. */
    @Test
    @Order(2)
    @Tag("slow")
    void whetherThePlainEndpointOfAServerDoesSoIsKnown() throws Exception {
        String answer = answer("/plain/echo", RawFrame.text("hello").maskedBytes(),
                IS_LOST ? SILENCE_MILLIS : PATIENCE_MILLIS);
        assertThat(answer.contains("hello")).as("the plain endpoint of %s answers", Server.name()).isEqualTo(!IS_LOST);
    }

    /** The bytes after the handshake: up to the answer, or until none came for a while. */
    private static String answer(String path, byte[] frame, int patienceMillis) throws Exception {
        return answer(path, frame, new byte[0], patienceMillis);
    }

    /** The same with a frame that is sent as soon as the handshake is answered. */
    private static String answer(String path, byte[] frame, byte[] later, int patienceMillis) throws Exception {
        URI server = Server.url("");
        byte[] head = ("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" + HEAD_END)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] both = new byte[head.length + frame.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(frame, 0, both, head.length, frame.length);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MILLIS);
            socket.setSoTimeout(patienceMillis);
            socket.getOutputStream().write(both);
            InputStream in = socket.getInputStream();
            StringBuilder text = new StringBuilder();
            try {
                for (int next = in.read(); next >= 0; next = in.read()) {
                    text.append((char) next);
                    if (later.length > 0 && text.indexOf(HEAD_END) == text.length() - HEAD_END.length()) {
                        socket.getOutputStream().write(later);
                    }
                    if (text.indexOf("\"status\":200") >= 0 || text.indexOf("hello") >= 0) {
                        break;
                    }
                }
            } catch (SocketTimeoutException nothingComes) {
                return text.toString();
            }
            return text.toString();
        }
    }
}
