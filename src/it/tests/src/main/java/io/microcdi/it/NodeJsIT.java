package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.node.NodeJs;
import io.microcdi.it.node.NodeProcess;

/**
 * Nodes in Node.js, which know no context paths, call a service at the root context of a server; and an HTTP client
 * calls them through the gateway of the registry.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class NodeJsIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final String REGISTRY = "ws://127.0.0.1:" + Server.registryPort();

    private static final String CHARGE = "{\"amount\":3,\"currency\":\"EUR\"}";
    private static final String HELLO = "{\"greeting\":\"Hello Ada\"}";

    @Deployment(testable = false)
    static WebArchive payments() {
        return Wars.atRoot(Wars.configured(Wars.payments("ROOT.war"), "micro.registry.url=" + REGISTRY));
    }

    @Test
    void itFindsAndCallsARouteOfAWarAtTheRootContext() throws Exception {
        NodeJs nodeJs = NodeJs.find().orElseGet(() -> abort("no Node.js"));
        try (RegistryProcess registry = RegistryProcess.start(Server.registryPort())) {
            registry.view().awaitKeys("payments", Set.of(Server.key("")), JOINED);

            try (NodeProcess node = nodeJs.start(REGISTRY, "till", "payments", "/charge", CHARGE)) {
                assertThat(node.await("answered")).startsWith("{\"status\":200").contains("\"PAID\"", "\"EUR\"");
            }
            try (NodeProcess agent = nodeJs.startAgent(REGISTRY, "till", "payments", "/charge", "[" + CHARGE + "]")) {
                assertThat(agent.await("answered")).startsWith("{\"status\":200").contains("\"PAID\"", "\"EUR\"");
            }
        }
    }

    @Test
    void theGatewayReachesNodesOfEitherDialect() throws Exception {
        NodeJs nodeJs = NodeJs.find().orElseGet(() -> abort("no Node.js"));
        try (RegistryProcess registry = RegistryProcess.start(Server.registryPort());
                NodeProcess node = nodeJs.start(REGISTRY, "greeter");
                NodeProcess agent = nodeJs.startAgent(REGISTRY, "shop/agents")) {
            node.await("registered");
            agent.await("registered");
            URI call = registry.view().base().resolve("/call/");

            String ada = "{\"name\": \"Ada\"}";
            assertThat(Http.post(call.resolve("greeter/greet"), ada).body()).isEqualTo(HELLO);
            assertThat(Http.post(call.resolve("shop/agents/greet"), ada).body()).isEqualTo(HELLO);
            assertThat(Http.post(call.resolve("shop/agents/echo"), " [1, {}]").body()).isEqualTo("[1,{}]");
            HttpResponse<String> unknown = Http.post(call.resolve("shop/agents/nowhere"), "[]");
            assertThat(unknown.statusCode()).isEqualTo(502);
            assertThat(unknown.body()).isEqualTo("{\"status\":104,\"message\":\"no command /nowhere\"}");
            assertThat(Http.post(call.resolve("shop/greet"), ada).statusCode()).isEqualTo(404);
        }
    }
}
