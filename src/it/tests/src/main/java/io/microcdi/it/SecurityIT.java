package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.it.app.Numbers;
import io.microcdi.testing.socket.HttpHead;
import io.microcdi.testing.socket.RawSocket;

/** A stranger is refused before the server answers its handshake, and each refusal is one line of the audit. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class SecurityIT {
    private static final int PORT = 19_240;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Deployment(testable = false)
    static WebArchive guarded() {
        return Wars.configured(Wars.withExtension("guarded", Numbers.class, Numbers.Order.class),
                "micro.security.mode=required", "micro.security.secret=" + Proofs.SECRET,
                "micro.registry.url=ws://127.0.0.1:" + Server.registryPort());
    }

    @ParameterizedTest
    @CsvSource({ "none, 401", "expired, 401", "early, 401", "audience, 401", "unsigned, 401", "secret, 401",
            "namespace, 403", "instance, 403" })
    void aStrangerIsRefusedWithOneLine(String kind, int status) throws Exception {
        String name = "stranger-" + kind;
        try (RawSocket socket = handshake(kind, name)) {
            assertThat(socket.status()).isEqualTo(status);
        }
        Proofs.awaitAudited("Refused (" + (status == 403 ? "rights" : status) + "): " + name + " at 127.0.0.1:" + PORT);
    }

    @Test
    void aPeerWithAValidTokenCalls() throws Exception {
        try (RawSocket socket = handshake("valid", "friend")) {
            assertThat(socket.status()).isEqualTo(101);
            socket.text(
                    "{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/next\",\"data\":{\"order_number\":1}}}");
            assertThat(socket.nextText()).contains("200");
        }
    }

    @Test
    void aPageSendsItsTokenAsASubprotocol() throws Exception {
        for (String kind : new String[] { "valid", "expired" }) {
            String name = "script-" + kind;
            try (RawSocket socket = RawSocket.handshake(Server.url(""), "/guarded/127.0.0.1/" + PORT + "/" + name,
                    Proofs.authorization(kind, name, PORT, "guarded " + Server.key("/guarded"))
                            .replace("Authorization: Bearer ", "Sec-WebSocket-Protocol: microcdi, microcdi.token."))) {
                assertThat(socket.status()).isEqualTo(kind.equals("valid") ? 101 : 401);
                if (kind.equals("valid")) {
                    assertThat(socket.head()).containsIgnoringCase("Sec-WebSocket-Protocol: microcdi\r\n");
                }
            }
        }
    }

    @Test
    void aForeignPageIsRefusedAlsoWithAToken() throws Exception {
        try (RawSocket socket = handshake("valid", "page", "Origin: https://stranger.example\r\n")) {
            assertThat(socket.status()).isEqualTo(403);
        }
        Proofs.awaitAudited("Refused (origin): a page of https://stranger.example");
    }

    /** A node dials its registry only after it has reached itself, here in the mode that asks everybody for a token. */
    @Test
    void theNodeReachesItselfAndDialsItsRegistryWithAToken() throws Exception {
        try (ServerSocket registry = new ServerSocket(Server.registryPort(), 1, InetAddress.getLoopbackAddress())) {
            registry.setSoTimeout((int) LIMIT.toMillis());
            String head;
            do {
                // a node of an application that goes may dial here too
                try (Socket node = registry.accept()) {
                    node.setSoTimeout((int) LIMIT.toMillis());
                    head = HttpHead.read(new DataInputStream(node.getInputStream()));
                }
            } while (!head.contains("/guarded"));
            assertThat(head).containsIgnoringCase("Authorization: Bearer ey");
        }
        assertThat(Files.readString(Server.log())).doesNotContain("Refused (401): guarded at");
        Proofs.assertSecretsAreNotLogged();
    }

    /** It does not renew its token, as a page that was left open. */
    @Test
    void aLinkEndsWithItsToken() throws Exception {
        try (RawSocket socket = handshake("ending", "mortal")) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.closeCode()).isEqualTo(1008);
        }
    }

    private static RawSocket handshake(String kind, String name, String... more) throws IOException {
        return RawSocket.handshake(Server.url(""), "/guarded/127.0.0.1/" + PORT + "/" + name, String.join("", more)
                + Proofs.authorization(kind, name, PORT, "guarded " + Server.key("/guarded")));
    }
}
