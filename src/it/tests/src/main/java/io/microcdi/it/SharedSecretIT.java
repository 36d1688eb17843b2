package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.RawJson;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Tokens;

/**
 * The secret that the builds give to every server, registry and node of these tests. Here the applications that are
 * shipped admit nobody without a token, so that what passes has presented one.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class SharedSecretIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final String SECRET = System.getProperty("it.secret");
    private static final String CHARGE = "{\"amount\":42.50,\"currency\":\"EUR\"}";
    private static final String REQUIRED = "micro.security.mode=required";

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "payments", order = 2, testable = false)
    static WebArchive payments() {
        return Wars.configured(Wars.payments(), REQUIRED);
    }

    @Deployment(name = "checkout", order = 3, testable = false)
    static WebArchive checkout() {
        return Wars.configured(Wars.checkout(), REQUIRED);
    }

    @BeforeEach
    void allAreRegistered() {
        RegistryView.deployed().awaitKeys("payments", Set.of(Server.key("/payments")), JOINED);
        RegistryView.deployed().awaitKeys("checkout", Set.of(Server.key("/checkout")), JOINED);
    }

    @Test
    void applicationsOfTheServerCallEachOtherByTokens() throws Exception {
        assertThat(Http.post(Server.url("/checkout/pay"), CHARGE).body()).contains("\"PAID\"");
    }

    @Test
    void aNodeInJavaSeJoinsAndCallsByTokens() {
        try (OutsideNode caller = OutsideNode.of("till")) {
            caller.start();
            assertThat(caller.caller().call("payments", "/charge", new RawJson(CHARGE), RawJson.class).text())
                    .contains("\"PAID\"");
        }
    }

    @ParameterizedTest
    @CsvSource({ "/payments, payments", "'', registry" })
    void aTokenOfAnotherSecretIsRefusedAndThatOfTheBuildAdmitted(String path, String namespace) throws Exception {
        assertThat(status(path, namespace, SECRET)).isEqualTo(101);
        assertThat(status(path, namespace, "another secret than the build's")).isEqualTo(401);
    }

    @Test
    void aPeerWithoutTokenIsRefusedByTheApplications() throws Exception {
        assertThat(Handshake.status("/payments/127.0.0.1/19241/stranger", null)).isEqualTo(401);
    }

    private static int status(String path, String namespace, String secret) throws Exception {
        long now = Instant.now().getEpochSecond();
        String token = Tokens.signed(Tokens.claims("friend 127.0.0.1:19241", namespace + " " + Server.key(path), now,
                now + 60), secret);
        try (RawSocket socket = RawSocket.handshake(Server.url(""), path + "/127.0.0.1/19241/friend",
                "Authorization: Bearer " + token + "\r\n")) {
            return socket.status();
        }
    }
}
