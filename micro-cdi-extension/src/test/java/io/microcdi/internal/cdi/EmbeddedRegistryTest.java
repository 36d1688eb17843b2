package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.NamespaceView;

/** An application runs a registry itself, beside its node, on the port of its server. */
@Timeout(60)
class EmbeddedRegistryTest {

    @MicroService
    static class Greeter {
        @Route("/greet")
        public String greet(String name) {
            return "hello " + name;
        }
    }

    @ApplicationScoped
    static class Gateway {
        @Inject
        MicroRegistry registry;

        String greet(String name) {
            return registry.call("greeter/greet", name, String.class);
        }

        List<NamespaceView> namespaces() {
            return registry.namespaces();
        }
    }

    private static Map<String, String> configuration(TyrusApplication server, String path) {
        return Map.of("micro.registry-server.enabled", "true", "micro.registry-server.path", path, "micro.namespace",
                "greeter", "micro.reconnect-delay", "50ms", "micro.registry.url",
                "ws://127.0.0.1:" + server.port() + server.contextPath() + path);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/registry", "/internal/hub" })
    void itsNodeRegistersThereAndItCallsWithoutKnowingTheAddress(String path) throws Exception {
        try (TyrusApplication server = new TyrusApplication("/shop", "");
                App app = App.of(configuration(server, path), Greeter.class, Gateway.class)) {
            server.deploy(app);
            app.bean(MicroNode.class).ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            Gateway gateway = app.bean(Gateway.class);

            assertThat(gateway.namespaces()).extracting(NamespaceView::name).containsExactly("greeter");
            assertThat(app.bean(MicroRegistry.class).list("greeter")).extracting(InstanceView::key)
                    .containsExactly("127.0.0.1:" + server.port() + "/shop");
            assertThat(gateway.greet("you")).isEqualTo("hello you");
        }
    }

    @Test
    void nodesOfOthersRegisterThereToo() throws Exception {
        try (TyrusApplication server = new TyrusApplication("", "shop");
                App app = App.of(configuration(server, "/registry"), Greeter.class, Gateway.class)) {
            server.deploy(app);
            app.bean(MicroNode.class).ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            MicroNode other = MicroNode.builder("other").listen("127.0.0.1", 0)
                    .registry("ws://127.0.0.1:" + server.port() + "/registry").build();
            other.register("/x", context -> "from another");
            other.start();
            try {
                other.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(other.caller().call("greeter", "/greet", "other", String.class)).isEqualTo("hello other");
                assertThat(app.bean(MicroRegistry.class).call("other/x", null, String.class))
                        .isEqualTo("from another");
            } finally {
                other.stop();
            }
        }
    }

    @Test
    void aBeanThatNeedsTheRegistryFailsTheDeploymentWhereTheApplicationRunsNone() {
        assertThatThrownBy(() -> App.of(Gateway.class).close()).hasMessageContaining("MICRO002401: ")
                .hasMessageContaining(Gateway.class.getName())
                .hasMessageContaining("set micro.registry-server.enabled=true");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "registry", "/a b", "/a/../b", "/a/b/c/d/e", "/x/" })
    void aPathThatIsNoneFailsTheDeployment(String path) {
        assertThatThrownBy(() -> App.of(Map.of("micro.registry-server.path", path)).close())
                .hasMessageContaining("MICRO002200: micro.registry-server.path=" + path);
    }
}
