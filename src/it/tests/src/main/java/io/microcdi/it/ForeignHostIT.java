package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.it.app.Numbers;
import io.microcdi.testing.support.Await;

/** A handshake that announces a foreign host is refused before the server answers, also on the same machine. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class ForeignHostIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    /** A node cares for announced hosts only where it is told which are allowed. */
    @Deployment(name = "strict", order = 2, testable = false)
    static WebArchive strict() {
        return Wars.configured(Wars.withExtension("strict", Numbers.class, Numbers.Order.class),
                "micro.security.announce-ranges=127.0.0.0/8");
    }

    @ParameterizedTest
    @CsvSource({ "'', 169.254.169.254, link-local", "'', 203.0.113.9, is not the address",
            "/strict, 169.254.169.254, link-local", "/strict, 203.0.113.9, is not the address" })
    void aForeignHostIsRefusedInBothDialectsWithALineEach(String path, String host, String reason) throws Exception {
        RegistryView.deployed().awaitKeys("strict", Set.of(Server.key("/strict")), LIMIT);
        int port = path.isEmpty() ? 19_251 : 19_252;
        for (String namespace : new String[] { "/decoy", "" }) {
            assertThat(Handshake.status(path + "/" + host + "/" + port + namespace, null)).as("namespace " + namespace)
                    .isEqualTo(403);
        }
        String who = host + ":" + port;
        Await.until("two lines of " + who + " in " + Server.log(), LIMIT, () -> Files.readString(Server.log()).lines()
                .filter(line -> line.contains("Refused (address)") && line.contains(who) && line.contains(reason))
                .count() == 2);
        assertThat(Http.get(Server.url("/api/namespaces")).body()).doesNotContain("decoy", host);
    }

    @Test
    void theOwnHostIsAdmitted() throws Exception {
        for (String path : new String[] { "", "/strict" }) {
            assertThat(Handshake.status(path + "/127.0.0.1/19253/honest", null)).as(path).isEqualTo(101);
        }
    }
}
