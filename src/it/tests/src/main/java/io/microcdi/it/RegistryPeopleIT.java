package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.RawSocket;

/** The registry's page, API and gateway on a server ask people from elsewhere who they are. */
@ExtendWith(ArquillianExtension.class)
@Tag("registry")
@Tag("quirks")
class RegistryPeopleIT {
    private static final String PASSWORD = "correct horse battery";
    /** As a proxy on this machine adds them. Its clients do not count as being on this machine. */
    private static final String[] FORWARDED = { "X-Forwarded-For", "203.0.113.7", "X-Forwarded-Proto", "https" };

    @Deployment(testable = false)
    static WebArchive registry() throws Exception {
        byte[] salt = "sixteen bytes it".getBytes(StandardCharsets.US_ASCII);
        int iterations = 100_000;
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(PASSWORD.toCharArray(), salt, iterations, 256)).getEncoded();
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return Wars.configured(Wars.registry(), "micro.security.names=registry.example",
                "micro.registry-server.users=ada=pbkdf2-sha256:" + iterations + ":" + encoder.encodeToString(salt) + ":"
                        + encoder.encodeToString(hash));
    }

    private static String[] forwarded(String... more) {
        String[] all = new String[FORWARDED.length + more.length];
        System.arraycopy(FORWARDED, 0, all, 0, FORWARDED.length);
        System.arraycopy(more, 0, all, FORWARDED.length, more.length);
        return all;
    }

    private static String basic(String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString(("ada:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/api/namespaces", "/api/status" })
    void pageAndApiAskPeopleFromElsewhere(String path) throws Exception {
        assertThat(Http.get(Server.url(path)).statusCode()).as("on this machine").isEqualTo(200);
        assertThat(Http.get(Server.url(path), FORWARDED).statusCode()).isEqualTo(401);
        assertThat(Http.get(Server.url(path), forwarded("Authorization", basic("wrong"))).statusCode())
                .isEqualTo(401);
        assertThat(Http.get(Server.url(path), forwarded("Authorization", basic(PASSWORD))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theGatewayAsksPeopleFromElsewhere() throws Exception {
        assertThat(Http.post(Server.url("/call/nobody/x"), "{}", FORWARDED).statusCode()).isEqualTo(401);
        assertThat(Http.post(Server.url("/call/nobody/x"), "{}", forwarded("Authorization", basic("wrong")))
                .statusCode()).isEqualTo(401);
    }

    @Test
    void thePersonWhoSignsInIsAdmittedByTheGateway() throws Exception {
        assertThat(Http.post(Server.url("/call/nobody/x"), "{}", forwarded("Authorization", basic(PASSWORD)))
                .statusCode()).as("admitted, and nothing is registered").isEqualTo(404);
    }

    /** Everybody can send such a header. */
    @ParameterizedTest
    @ValueSource(strings = { "Forwarded: for=203.0.113.7", "X-Forwarded-For: 203.0.113.7", "X-Real-IP: 203.0.113.7",
            "Via: 1.1 proxy" })
    void aNodeThatComesThroughAProxyIsNotOnThisMachine(String header) throws Exception {
        assertThat(Handshake.head("/127.0.0.1/19126/proxied", header + "\r\n")).startsWith("HTTP/1.1 401");
        assertThat(Handshake.status("/127.0.0.1/19126/near", null)).as("the same without a proxy").isEqualTo(101);
    }

    @Test
    void pagesOfOtherOriginsAndHostsReadNothing() throws Exception {
        assertThat(Http.get(Server.url("/api/status"), "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(Http.post(Server.url("/call/nobody/x"), "{}", "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        try (RawSocket page = RawSocket.handshake(Server.url(""), "/127.0.0.1/19125/page",
                "Host: evil.example\r\n")) {
            assertThat(page.status()).isEqualTo(421);
        }
    }
}
