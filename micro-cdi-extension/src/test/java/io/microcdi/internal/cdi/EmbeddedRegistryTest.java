package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Qualifier;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
import io.microcdi.testing.support.Ports;

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
            assertThat(app.bean(MicroRegistry.class).instances("greeter")).extracting(InstanceView::key)
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

    @ApplicationScoped
    static class ByInstance {
        @Inject
        Instance<MicroRegistry> registries;
    }

    @ApplicationScoped
    static class ByProvider {
        @Inject
        Provider<MicroRegistry> registries;
    }

    @ApplicationScoped
    static class ByProducer {
        @Produces
        Integer count(MicroRegistry registry) {
            return registry.namespaces().size();
        }
    }

    @ApplicationScoped
    static class ByObserver {
        void observe(@Observes String event, MicroRegistry registry) {
            registry.namespaces();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = { ByInstance.class, ByProvider.class, ByProducer.class, ByObserver.class })
    void soDoesOneThatNeedsItInAnotherWay(Class<?> bean) {
        assertThatThrownBy(() -> App.of(bean).close()).hasMessageContaining("MICRO002401: ")
                .hasMessageContaining(bean.getName());
    }

    /** Another registry, which the application has built. */
    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface Own {
    }

    @ApplicationScoped
    static class WithItsOwn {
        @Inject
        @Own
        Instance<MicroRegistry> registries;
    }

    @Test
    void aRegistryThatTheApplicationProducesItselfNeedsNoSetting() {
        try (App app = App.of(WithItsOwn.class)) {
            assertThat(app.bean(WithItsOwn.class)).isNotNull();
        }
    }

    @Test
    void aLookupWhereTheApplicationRunsNoneSaysSo() {
        try (App app = App.of(Greeter.class)) {
            assertThatThrownBy(() -> app.bean(MicroRegistry.class).namespaces())
                    .hasStackTraceContaining("MICRO002403: ");
        }
    }

    @Test
    void theApplicationCannotStartOrStopIt() throws Exception {
        try (TyrusApplication server = new TyrusApplication("", "shop");
                App app = App.of(configuration(server, "/registry"), Greeter.class, Gateway.class)) {
            server.deploy(app);
            MicroRegistry registry = app.bean(MicroRegistry.class);
            for (ThrowingCallable action : List.<ThrowingCallable>of(registry::start, registry::stop, registry::port)) {
                assertThatThrownBy(action).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("MICRO002404: ");
            }
            app.bean(MicroNode.class).ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(app.bean(Gateway.class).greet("you")).as("it still runs").isEqualTo("hello you");
        }
    }

    private static Map<String, String> requiring(TyrusApplication server, String url) {
        Map<String, String> configuration = new HashMap<>(configuration(server, "/registry"));
        configuration.put("micro.registry.required", "true");
        configuration.put("micro.registry.url", url);
        return configuration;
    }

    @ParameterizedTest
    @ValueSource(strings = { "ws://127.0.0.1:%d/shop/registry", "ws://localhost:%d/shop/registry/" })
    void anApplicationThatRequiresItsOwnRegistryIsNotDeployed(String address) throws Exception {
        try (TyrusApplication server = new TyrusApplication("/shop", "", true)) {
            String url = String.format(address, server.port());
            try (App app = App.of(requiring(server, url), Greeter.class)) {
                assertThatThrownBy(() -> server.deploy(app)).hasStackTraceContaining("MICRO002405: ")
                        .hasStackTraceContaining(url.substring(0, url.lastIndexOf("/registry")));
            }
        }
    }

    /** The server cannot tell whether the address is its own. */
    @Test
    void whereTheServerDoesNotKnowItsPortTheFailureNamesTheOwnRegistry() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/shop", "")) {
            String url = "ws://127.0.0.1:" + server.port() + "/shop/registry";
            try (App app = App.of(requiring(server, url), Greeter.class)) {
                assertThatThrownBy(() -> server.deploy(app)).hasStackTraceContaining("MICRO002406: ")
                        .hasStackTraceContaining(url).hasStackTraceContaining("no registry answers");
                assertThat(threads()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void anApplicationMayRequireTheRegistryOfAnotherServerAtTheSamePath(boolean knowsPort) throws Exception {
        try (TyrusApplication first = new TyrusApplication("/shop", "");
                App hub = App.of(configuration(first, "/registry"), Gateway.class)) {
            first.deploy(hub);
            hub.bean(MicroNode.class).ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            try (TyrusApplication second = new TyrusApplication("/shop", "", knowsPort);
                    App app = App.of(requiring(second, "ws://127.0.0.1:" + first.port() + "/shop/registry"),
                            Greeter.class)) {
                second.deploy(app);
                app.bean(MicroNode.class).ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(hub.bean(MicroRegistry.class).instances("greeter")).extracting(InstanceView::key)
                        .contains("127.0.0.1:" + second.port() + "/shop");
            }
        }
    }

    @Test
    void aStartThatFailsLeavesNoThread() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/shop", "")) {
            String unreachable = "ws://127.0.0.1:" + Ports.free();
            try (App app = App.of(requiring(server, unreachable), Greeter.class)) {
                assertThatThrownBy(() -> server.deploy(app)).hasStackTraceContaining(unreachable);
                assertThat(threads()).isEmpty();
            }
        }
    }

    @Test
    void aRegistryWithoutANodeEndsWithTheApplicationToo() {
        try (App app = App.of(Map.of("micro.registry-server.enabled", "true"), Gateway.class)) {
            app.lifecycle().registry().start();
            assertThat(app.bean(Gateway.class).namespaces()).isEmpty();
        }
        assertThat(threads()).isEmpty();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("micro-"))
                .filter(EmbeddedRegistryTest::stays).toList();
    }

    private static boolean stays(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return thread.isAlive();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "registry", "/a b", "/a/../b", "/a/b/c/d/e", "/x/" })
    void aPathThatIsNoneFailsTheDeployment(String path) {
        assertThatThrownBy(() -> App.of(Map.of("micro.registry-server.path", path)).close())
                .hasMessageContaining("MICRO002200: micro.registry-server.path=" + path);
    }
}
