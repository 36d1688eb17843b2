package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** A registry on a server refuses strangers before the server answers their handshakes, with one line of the audit each. */
@ExtendWith(ArquillianExtension.class)
@Tag("registry")
@Tag("quirks")
class GuardedRegistryIT {
    private static final int PORT = 19_242;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Deployment(testable = false)
    static WebArchive registry() {
        return Wars.configured(Wars.registry(), "micro.security.mode=required",
                "micro.security.secret=" + Proofs.SECRET, "micro.security.names=registry.example");
    }

    @ParameterizedTest
    @CsvSource({ "none, 401", "expired, 401", "early, 401", "audience, 401", "unsigned, 401", "secret, 401",
            "namespace, 403", "instance, 403" })
    void aStrangerIsRefusedWithOneLine(String kind, int status) throws Exception {
        String name = "nobody-" + kind;
        try (RawSocket socket = handshake(kind, name)) {
            assertThat(socket.status()).isEqualTo(status);
        }
        Proofs.awaitAudited("Refused (" + (status == 403 ? "rights" : status) + "): " + name + " at 127.0.0.1:" + PORT);
    }

    /** This dialect announces no namespace. */
    @Test
    void aStrangerOfTheSecondDialectIsRefusedWithOneLine() throws Exception {
        try (RawSocket socket = RawSocket.handshake(Server.url(""), "/127.0.0.1/19243", "")) {
            assertThat(socket.status()).isEqualTo(401);
        }
        Proofs.awaitAudited("127.0.0.1:19243, from 127.0.0.1: no token");
    }

    @Test
    void aPageOfAnotherOriginIsRefusedAlsoWithAToken() throws Exception {
        try (RawSocket socket = handshake("valid", "visitor", "Origin: https://intruder.example\r\n")) {
            assertThat(socket.status()).isEqualTo(403);
        }
        Proofs.awaitAudited("Refused (origin): a page of https://intruder.example");
    }

    /** The registry knows its names. */
    @Test
    void aHandshakeForAnotherHostIsRefusedAlsoWithAToken() throws Exception {
        try (RawSocket socket = handshake("valid", "misled", "Host: rebound.example\r\n")) {
            assertThat(socket.status()).isEqualTo(421);
        }
        Proofs.awaitAudited("Refused (host): GET /127.0.0.1/" + PORT + "/misled, from 127.0.0.1");
    }

    @Test
    void peersWithValidTokensAreRegisteredAndFindEachOther() throws Exception {
        try (RawSocket stock = handshake("valid", "stock"); RawSocket asking = handshake("valid", "asking")) {
            assertThat(stock.status()).isEqualTo(101);
            Await.until("stock is found", LIMIT, () -> {
                asking.text("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":"
                        + "{\"namespace\":\"stock\"}}}");
                return asking.nextText().contains("\"port\":" + PORT);
            });
        }
    }

    @Test
    void aRegistrationEndsWithItsToken() throws Exception {
        try (RawSocket socket = handshake("ending", "mortal")) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.closeCode()).isEqualTo(1008);
        }
    }

    private static RawSocket handshake(String kind, String name, String... first) throws IOException {
        return RawSocket.handshake(Server.url(""), "/127.0.0.1/" + PORT + "/" + name, String.join("", first)
                + Proofs.authorization(kind, name, PORT, "registry " + Server.key("")));
    }
}
