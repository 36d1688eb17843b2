package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.node.NodeJs;
import io.microcdi.it.node.NodeProcess;

/** A node in Node.js, which knows no context paths, calls a service at the root context of a server. */
@ExtendWith(ArquillianExtension.class)
class NodeJsIT {
    private static final Duration JOINED = Duration.ofSeconds(20);
    private static final String REGISTRY = "ws://127.0.0.1:" + Server.registryPort();

    @Deployment(testable = false)
    static WebArchive payments() {
        return Wars.configured(Wars.payments("ROOT.war"), "micro.registry.url=" + REGISTRY).addAsWebInfResource(
                new StringAsset("<glassfish-web-app><context-root>/</context-root></glassfish-web-app>"),
                "glassfish-web.xml");
    }

    @Test
    void itFindsAndCallsARouteOfAWarAtTheRootContext() throws Exception {
        NodeJs nodeJs = NodeJs.find().orElseGet(() -> abort("no Node.js"));
        try (RegistryProcess registry = RegistryProcess.start(Server.registryPort())) {
            registry.view().awaitKeys("payments", Set.of(Server.key("")), JOINED);

            try (NodeProcess node = nodeJs.start(REGISTRY, "till", "payments", "/charge",
                    "{\"amount\":3,\"currency\":\"EUR\"}")) {
                assertThat(node.await("answered")).startsWith("{\"status\":200").contains("\"PAID\"", "\"EUR\"");
            }
        }
    }
}
