package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Greeter;
import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.it.front.TlsFront;

/** Applications dial by {@code wss} with the server's own client, and trust whom they are told to trust. */
@ExtendWith(ArquillianExtension.class)
@Tag("tls")
class TlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Fronts FRONTS = Fronts.open();

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "far", order = 2, testable = false)
    static WebArchive far() {
        return behindTls("tls-far", "micro.tls.trust-store=" + FRONTS.trusted.trustedPem());
    }

    @Deployment(name = "near", order = 3, testable = false)
    static WebArchive near() {
        return behindTls("tls-near", Fronts.trusting(FRONTS.trusted));
    }

    @Deployment(name = "mistrusting", order = 4, testable = false)
    static WebArchive mistrusting() {
        return dialling("tls-mistrusting", FRONTS.here, FRONTS.foreign);
    }

    @Deployment(name = "misled", order = 5, testable = false)
    static WebArchive misled() {
        return dialling("tls-misled", FRONTS.elsewhere, FRONTS.trusted);
    }

    @AfterAll
    static void close() {
        FRONTS.close();
    }

    private static WebArchive behindTls(String name, String... trust) {
        WebArchive war = Wars.withExtension(name, Greeter.class);
        return Wars.configured(Wars.configured(war, trust), "micro.registry.url=" + url(FRONTS.here),
                "micro.advertise.scheme=wss", "micro.advertise.host=localhost",
                "micro.advertise.port=" + FRONTS.here.port());
    }

    private static WebArchive dialling(String name, TlsFront registry, PrivateAuthority trust) {
        return Wars.configured(Wars.withExtension(name, Greeter.class),
                Fronts.trusting(trust, "micro.registry.url=" + url(registry)));
    }

    private static String url(TlsFront front) {
        return "wss://localhost:" + front.port();
    }

    private static String key(String path) {
        return "localhost:" + FRONTS.here.port() + path;
    }

    @Test
    void registryAndEachOtherAreReachedThroughTls() throws Exception {
        RegistryView.deployed().awaitKeys("tls-far", Set.of(key("/tls-far")), LIMIT);
        RegistryView.deployed().awaitKeys("tls-near", Set.of(key("/tls-near")), LIMIT);
        try (NodeLink link = NodeLink.open(Server.url("/tls-near"), "127.0.0.1/19131/tester")) {
            assertThat(link.call("/relay", "\"tls-far\"").getString("data")).isEqualTo("hello from afar");
        }
        assertThat(FRONTS.here.accepted()).as("registrations, checks of the own address, and the call")
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        Server.awaitLogged(url(FRONTS.here) + " cannot be reached (the certificate is not trusted");
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        Server.awaitLogged(url(FRONTS.elsewhere) + " cannot be reached (the certificate is that of another host");
        assertThat(FRONTS.elsewhere.accepted()).isZero();
    }

    @Test
    void noPasswordIsLogged() throws Exception {
        Server.awaitLogged("tls-mistrusting");
        assertThat(Files.readString(Server.log())).doesNotContain("trust-store-password=" + PrivateAuthority.PASSWORD);
    }
}
