package io.microcdi.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Numbers;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** The server's own realm, or its security domain, says who a peer is: it authenticates the handshake. */
@ExtendWith(ArquillianExtension.class)
@Tag("context")
@Tag("quirks")
class ContainerUserIT {
    private static final Duration LOGGED = Duration.ofSeconds(60);
    private static final String REQUEST = "{\"id\":1,\"mode\":0,\"twoway\":true,"
            + "\"data\":{\"url\":\"/next\",\"data\":{\"order_number\":1}}}";

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    /** The server refuses also the node's dial to itself, which presents no password. */
    @Deployment(name = "realm", order = 2, testable = false)
    static WebArchive realm() {
        return Wars.configured(Wars.withExtension("realm", Numbers.class, Numbers.Order.class),
                "micro.security.mode=required", "micro.security.principals=true",
                "micro.advertise.self-check=false")
                .setWebXML(new StringAsset("""
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                            <security-constraint>
                                <web-resource-collection>
                                    <web-resource-name>handshakes of nodes</web-resource-name>
                                    <url-pattern>/127.0.0.1/*</url-pattern>
                                </web-resource-collection>
                                <auth-constraint>
                                    <role-name>**</role-name>
                                </auth-constraint>
                            </security-constraint>
                            <login-config>
                                <auth-method>BASIC</auth-method>
                            </login-config>
                        </web-app>
                        """));
    }

    private static RawSocket handshake(String namespace, String password) throws Exception {
        return RawSocket.handshake(Server.url(""), "/realm/127.0.0.1/19261/" + namespace,
                password.isEmpty() ? ""
                        : "Authorization: Basic "
                                + Base64.getEncoder().encodeToString(("tess:" + password).getBytes(UTF_8)) + "\r\n");
    }

    @Test
    void theNodeRegisters() {
        RegistryView.deployed().awaitKeys("realm", Set.of(Server.key("/realm")), Duration.ofSeconds(60));
    }

    @Test
    void aUserOfTheServerCallsUnderItsOwnName() throws Exception {
        try (RawSocket socket = handshake("tess", "secret")) {
            assertThat(socket.status()).isEqualTo(101);
            socket.text(REQUEST);
            assertThat(socket.nextText()).contains("200");
        }
    }

    @Test
    void theServerRefusesWhoIsNoUser() throws Exception {
        for (String password : new String[] { "", "wrong" }) {
            try (RawSocket socket = handshake("tess", password)) {
                assertThat(socket.status()).as(password).isEqualTo(401);
            }
        }
    }

    @Test
    void aUserUnderAnotherNameIsRefusedAndAudited() throws Exception {
        try (RawSocket socket = handshake("payments", "secret")) {
            assertThat(socket.status()).isEqualTo(403);
        }
        Await.until("the audit in " + Server.log(), LOGGED, () -> Files.readString(Server.log()).lines()
                .anyMatch(line -> line.contains("Refused (rights): payments at 127.0.0.1:19261")
                        && line.contains("micro.security.principals")));
    }
}
