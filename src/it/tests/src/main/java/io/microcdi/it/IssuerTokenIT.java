package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.it.app.JwtLogin;
import io.microcdi.it.app.Numbers;
import io.microcdi.testing.Jwts;
import io.microcdi.testing.socket.RawSocket;

/** The server's MicroProfile JWT says who a peer is: it verifies the token of an issuer that a node presents. */
@ExtendWith(ArquillianExtension.class)
@Tag("own-users")
@Tag("quirks")
class IssuerTokenIT {
    private static final KeyPair KEYS = Jwts.rsa(2_048);
    private static final long LONG_SECONDS = 300;
    private static final long SHORT_SECONDS = 5;

    @TempDir
    private Path directory;

    @Deployment(testable = false)
    static WebArchive issued() {
        return Wars.configured(Wars.withExtension("issued", Numbers.class, Numbers.Order.class, JwtLogin.class),
                "micro.security.mode=required", "micro.security.principals=true",
                "micro.security.principals-role=node", "micro.security.clock-skew=0ms",
                "micro.advertise.self-check=false", "micro.registry.url=none",
                "mp.jwt.verify.publickey=" + Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()),
                "mp.jwt.verify.issuer=https://issuer.example")
                .setWebXML(new StringAsset("""
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                            <security-constraint>
                                <web-resource-collection>
                                    <web-resource-name>handshakes of nodes</web-resource-name>
                                    <url-pattern>/127.0.0.1/*</url-pattern>
                                </web-resource-collection>
                                <auth-constraint>
                                    <role-name>node</role-name>
                                </auth-constraint>
                            </security-constraint>
                            <login-config>
                                <auth-method>MP-JWT</auth-method>
                                <realm-name>issuer</realm-name>
                            </login-config>
                            <security-role>
                                <role-name>node</role-name>
                            </security-role>
                        </web-app>
                        """));
    }

    private static String token(KeyPair keys, String user, long seconds, String... roles) {
        return Jwts.sign(keys.getPrivate(), "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims(user, seconds, roles));
    }

    /** Servers want claims that a node does not read. */
    private static String claims(String user, long seconds, String... roles) {
        long now = Instant.now().getEpochSecond();
        return Jwts.claims(user, now + seconds, roles).replaceFirst("\\{", "{\"iat\":" + (now - 2 * LONG_SECONDS)
                + ",\"sub\":\"" + user + "\",\"jti\":\"" + System.nanoTime() + "\",");
    }

    private static RawSocket handshake(String namespace, String token) throws IOException {
        return RawSocket.handshake(Server.url(""), "/issued/127.0.0.1/19262/" + namespace,
                token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n");
    }

    @Test
    void aNodeCallsWithTheTokenOfItsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), token(KEYS, "robot", LONG_SECONDS, "node"));
        // the builds give each node a secret, by the environment; a node has one kind of token
        MicroNode robot = MicroNode.builder("robot").config(MicroConfig.defaults()
                .with(ConfigKeys.REGISTRY_URL, List.of()).with(ConfigKeys.SECURITY_TOKEN_FILE, file.toString())
                .with(ConfigKeys.INSTANCE_URL, List.of(URI.create("ws://" + Server.key("/issued")))))
                .listen("127.0.0.1", 0).build();
        robot.start();
        try {
            assertThat(robot.caller().to("issued")
                    .call("/next", new RawJson("{\"orderNumber\":1}"), RawJson.class).text()).contains("2");
        } finally {
            robot.stop();
        }
    }

    @Test
    void theServerRefusesWhoHasNoTokenOfTheIssuer() throws Exception {
        for (String token : List.of("", token(Jwts.rsa(2_048), "robot", LONG_SECONDS, "node"),
                token(KEYS, "robot", -LONG_SECONDS, "node"),
                Jwts.part("{\"alg\":\"none\"}") + "." + Jwts.part(claims("robot", LONG_SECONDS, "node")) + ".")) {
            try (RawSocket socket = handshake("robot", token)) {
                assertThat(socket.status()).as(token).isIn(401, 403);
            }
        }
    }

    @Test
    void aPersonWhoSignsInByTheSameIssuerIsNoNode() throws Exception {
        try (RawSocket socket = handshake("ann", token(KEYS, "ann", LONG_SECONDS, "customer"))) {
            assertThat(socket.status()).isEqualTo(403);
        }
    }

    @Test
    void aTokenUnderAnotherNameIsRefusedAndAudited() throws Exception {
        try (RawSocket socket = handshake("payments", token(KEYS, "robot", LONG_SECONDS, "node"))) {
            assertThat(socket.status()).isEqualTo(403);
        }
        Server.awaitLogged("Refused (rights): payments at 127.0.0.1:19262");
    }

    @Test
    void aLinkEndsWithTheTokenOfItsUser() throws Exception {
        try (RawSocket socket = handshake("robot", token(KEYS, "robot", SHORT_SECONDS, "node"))) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.closeCode()).isEqualTo(1008);
        }
    }
}
