package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Greeter;

/** A web application in an archive that has the extension in its own libraries. */
@ExtendWith(ArquillianExtension.class)
@Tag("ear")
@Tag("ear-lib")
@Tag("quirks")
class EarIT {
    private static final Duration JOINED = Duration.ofSeconds(60);

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    /** An application outside, to be called and to call. */
    @Deployment(name = "peer", order = 2, testable = false)
    static WebArchive peer() {
        return Wars.withExtension("ear-peer", Greeter.class);
    }

    /** One application, which finds the extension in the archive around it. */
    @Deployment(name = "one", order = 3, testable = false)
    static EnterpriseArchive one() {
        return ShrinkWrap.create(EnterpriseArchive.class, "one.ear").addAsLibraries(Wars.libs())
                .addAsModule(Wars.empty("ear-one", Greeter.class));
    }

    @Test
    void oneApplicationFindsTheExtensionInTheLibrariesOfTheArchive() throws Exception {
        joined("ear-peer");
        joined("ear-one");
        assertThat(relay("ear-one", "ear-peer")).isEqualTo("hello from afar");
        assertThat(relay("ear-peer", "ear-one")).isEqualTo("hello from afar");
    }

    private static void joined(String name) {
        RegistryView.deployed().awaitKeys(name, Set.of(Server.key("/" + name)), JOINED);
    }

    private static String relay(String from, String to) throws Exception {
        try (NodeLink link = NodeLink.open(Server.url("/" + from), "127.0.0.1/19146/tester")) {
            return link.call("/relay", "\"" + to + "\"").getString("data");
        }
    }
}
