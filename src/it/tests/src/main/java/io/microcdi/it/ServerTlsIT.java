package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Greeter;
import io.microcdi.it.front.PrivateAuthority;

/** The registry and applications are reached at the HTTPS listener of the server itself, which they find by themselves. */
@ExtendWith(ArquillianExtension.class)
@Tag("server-tls")
@Tag("quirks")
class ServerTlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "far", order = 2, testable = false)
    static WebArchive far() {
        return advertised("server-tls-far", "micro.tls.trust-store=" + Server.authority().trustedPem());
    }

    @Deployment(name = "near", order = 3, testable = false)
    static WebArchive near() {
        return advertised("server-tls-near", Fronts.trusting(Server.authority()));
    }

    @Deployment(name = "mistrusting", order = 4, testable = false)
    static WebArchive mistrusting() {
        return Wars.configured(Wars.withExtension("server-tls-mistrusting", Greeter.class),
                Fronts.trusting(foreign(), "micro.registry.url=wss://" + Server.tls()));
    }

    /** The server's certificate has its name, and not its address. */
    @Deployment(name = "misled", order = 5, testable = false)
    static WebArchive misled() {
        return Wars.configured(Wars.withExtension("server-tls-misled", Greeter.class),
                Fronts.trusting(Server.authority(), "micro.registry.url=wss://" + byAddress()));
    }

    /** Says the scheme and the name that is in the certificate; the port is found out. */
    private static WebArchive advertised(String name, String... trust) {
        return Wars.configured(Wars.configured(Wars.withExtension(name, Greeter.class), trust),
                "micro.registry.url=wss://" + Server.tls(), "micro.advertise.scheme=wss",
                "micro.advertise.host=localhost");
    }

    private static String byAddress() {
        return Server.tls().replace("localhost", "127.0.0.1");
    }

    private static PrivateAuthority foreign() {
        try {
            return PrivateAuthority
                    .create(Files.createTempDirectory(Path.of(System.getProperty("it.target")), "foreign-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void applicationsRegisterAndCallEachOtherThroughTheServersTls() throws Exception {
        awaitJoined("server-tls-far");
        awaitJoined("server-tls-near");
        try (NodeLink link = NodeLink.open(Server.url("/server-tls-near"), "127.0.0.1/19143/tester")) {
            assertThat(link.call("/relay", "\"server-tls-far\"").getString("data")).isEqualTo("hello from afar");
        }
    }

    @Test
    void aNodeOutsideRegistersAndCallsThroughTheServersTls() {
        awaitJoined("server-tls-far");
        try (OutsideNode outside = OutsideNode.overTls("server-tls-outside").start()) {
            assertThat(outside.caller().call("server-tls-far", "/greet", "you", String.class)).isEqualTo("hello you");
            assertThat(outside.opened()).containsExactly("server-tls-far at " + Server.tls() + "/server-tls-far");
        }
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        Server.awaitLogged("wss://" + Server.tls() + " cannot be reached (the certificate is not trusted");
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() {
        Server.awaitLogged("wss://" + byAddress() + " cannot be reached (the certificate is that of another host");
    }

    private static void awaitJoined(String name) {
        RegistryView.deployed().awaitKeys(name, Set.of(Server.tls() + "/" + name), LIMIT);
    }
}
