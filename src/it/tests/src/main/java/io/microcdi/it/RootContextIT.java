package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Greeter;

/** One application at the root context and one at a path, with a registry elsewhere. */
@ExtendWith(ArquillianExtension.class)
class RootContextIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final String REGISTRY = "micro.registry.url=ws://127.0.0.1:" + Server.registryPort();

    @Deployment(name = "root", order = 1, testable = false)
    static WebArchive root() {
        return Wars.atRoot(Wars.configured(Wars.withExtension("ROOT", Greeter.class), REGISTRY,
                "micro.namespace=root-greeter"))
                .addAsWebResource(new StringAsset("<html>its own page</html>"), "index.html");
    }

    @Deployment(name = "path", order = 2, testable = false)
    static WebArchive path() {
        return Wars.configured(Wars.withExtension("path-greeter", Greeter.class), REGISTRY);
    }

    @Test
    void theyCallEachOther() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(Server.registryPort());
                NodeLink root = NodeLink.open(Server.url(""), "127.0.0.1/19145/tester");
                NodeLink path = NodeLink.open(Server.url("/path-greeter"), "127.0.0.1/19145/tester")) {
            registry.view().awaitKeys("root-greeter", Set.of(Server.key("")), JOINED);
            registry.view().awaitKeys("path-greeter", Set.of(Server.key("/path-greeter")), JOINED);
            assertThat(root.call("/relay", "\"path-greeter\"").getString("data")).isEqualTo("hello from afar");
            assertThat(path.call("/relay", "\"root-greeter\"").getString("data")).isEqualTo("hello from afar");
        }
    }

    @Test
    void theWelcomePageIsTheApplications() throws Exception {
        assertThat(Http.get(Server.url("/")).body()).isEqualTo("<html>its own page</html>");
    }
}
