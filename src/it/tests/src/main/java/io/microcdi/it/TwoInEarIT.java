package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Greeter;
import io.microcdi.it.app.Plain;

/** Two web applications in one archive, on a server that makes one extension for an archive. */
@ExtendWith(ArquillianExtension.class)
@Tag("ear")
@Tag("ear-each")
class TwoInEarIT {
    private static final Duration JOINED = Duration.ofSeconds(60);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "each", order = 2, testable = false)
    static EnterpriseArchive each() {
        return ShrinkWrap.create(EnterpriseArchive.class, "each.ear").addAsModules(
                Wars.withExtension("ear-near", Greeter.class),
                Wars.configured(Wars.withExtension("ear-far", Greeter.class), "micro.namespace=ear-named"));
    }

    @Deployment(name = "shared", managed = false, testable = false)
    static EnterpriseArchive shared() {
        return ShrinkWrap.create(EnterpriseArchive.class, "shared.ear").addAsLibraries(Wars.libs())
                .addAsModules(Wars.empty("shared-one", Greeter.class), Wars.empty("shared-two", Plain.class));
    }

    @Test
    void eachWithTheExtensionOfItsOwnIsANode() throws Exception {
        RegistryView.deployed().awaitKeys("ear-near", Set.of(Server.key("/ear-near")), JOINED);
        // by the configuration of its WAR
        RegistryView.deployed().awaitKeys("ear-named", Set.of(Server.key("/ear-far")), JOINED);
        try (NodeLink link = NodeLink.open(Server.url("/ear-near"), "127.0.0.1/19146/tester")) {
            assertThat(link.call("/relay", "\"ear-named\"").getString("data")).isEqualTo("hello from afar");
        }
        try (NodeLink link = NodeLink.open(Server.url("/ear-far"), "127.0.0.1/19146/tester")) {
            assertThat(link.call("/relay", "\"ear-near\"").getString("data")).isEqualTo("hello from afar");
        }
    }

    @Test
    @Tag("ear-lib")
    void twoThatShareItAreRefused() throws Exception {
        assertThat(catchThrowable(() -> deployer.deploy("shared"))).isNotNull();
        Server.awaitLogged("MICRO002016: The application \"/shared-");
    }
}
