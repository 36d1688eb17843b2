package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.NodeGauges;
import io.microcdi.NodeInstrument;
import io.microcdi.OutgoingCall;
import io.microcdi.Registration;
import io.microcdi.RequestObservation;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.event.LinkClosed;
import io.microcdi.event.LinkOpened;
import io.microcdi.event.RegistryJoined;
import io.microcdi.event.RegistryLost;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.support.Await;

/** An application that is deployed on a WebSocket server, with a real registry and real sockets. */
class DeployedNodeTest {

    private EngineRegistry registry;
    private int registryPort;

    @MicroService
    static class Payments {
        @Inject
        MicroCaller caller;

        @Route(value = "/charge/{amount}", idempotent = true)
        String charge(@RouteParam("amount") int amount) {
            return "charged " + amount;
        }

        @Route("/loader")
        boolean loader() {
            return Thread.currentThread().getContextClassLoader() == DeployedNodeTest.class.getClassLoader();
        }

        @Route(value = "/inline", execution = Route.Execution.INLINE)
        boolean inline() {
            return loader();
        }

        @Route("/context")
        boolean context() {
            return ContextOfOneThread.CONTEXT.get();
        }

        @Route("/through")
        String through(String namespace) {
            return caller.call(namespace, "/charge/1", null, String.class) + " for another";
        }
    }

    @RequestScoped
    static class Request {
        String name() {
            return "in a request scope";
        }
    }

    @ApplicationScoped
    static class Observers {
        private final List<Object> events = new CopyOnWriteArrayList<>();
        private final CompletableFuture<RegistryJoined> later = new CompletableFuture<>();

        @Inject
        Request request;

        void joined(@Observes RegistryJoined event) {
            events.add(event);
        }

        void joinedAsync(@ObservesAsync RegistryJoined event) {
            later.complete(event);
        }

        void lost(@Observes RegistryLost event) {
            events.add(event);
        }

        void opened(@Observes LinkOpened event) {
            events.add("opened " + event.peer().namespace() + " " + request.name());
            throw new IllegalStateException("an observer that fails");
        }

        void closed(@Observes LinkClosed event) {
            events.add("closed " + event.peer().namespace() + " " + event.code());
        }

        List<Object> events() {
            return events;
        }

        CompletableFuture<RegistryJoined> later() {
            return later;
        }
    }

    @BeforeEach
    void startRegistry() {
        registry = (EngineRegistry) MicroRegistry.builder().listen(registryPort).build();
        registry.start();
        registryPort = registry.port();
    }

    @AfterEach
    void stopRegistry() {
        registry.stop();
    }

    private App payments(Map<String, String> more, Class<?>... beans) {
        Map<String, String> configuration = new HashMap<>(Map.of("micro.registry.url",
                "ws://127.0.0.1:" + registryPort, "micro.namespace", "", "micro.reconnect-delay", "50ms"));
        configuration.putAll(more);
        return App.of(configuration, beans);
    }

    private MicroNode client() {
        MicroNode node = MicroNode.builder("client").registry("ws://127.0.0.1:" + registryPort)
                .listen("127.0.0.1", 0)
                .set(ConfigKeys.RECONNECT_DELAY, Duration.ofMillis(50)).build();
        node.start();
        return node;
    }

    private static void awaitReady(MicroNode node) throws Exception {
        node.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void itIsRegisteredByItsContextPathAndServes() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class)) {
            server.deploy(app);
            MicroNode node = app.bean(MicroNode.class);
            awaitReady(node);
            assertThat(node.namespace()).isEqualTo("payments");
            assertThat(node.key()).isEqualTo("127.0.0.1:" + server.port() + "/payments");
            MicroNode client = client();
            try {
                MicroCaller caller = client.caller();
                assertThat(caller.<String>call("payments", "/charge/7", null, String.class)).isEqualTo("charged 7");
                assertThat(caller.<Boolean>call("payments", "/loader", null, Boolean.class)).isTrue();
                assertThat(caller.<Boolean>call("payments", "/inline", null, Boolean.class)).isTrue();
                assertThat(caller.<String>call("payments", "/through", "payments", String.class))
                        .isEqualTo("charged 1 for another");
            } finally {
                client.stop();
            }
        }
    }

    @Test
    void aNodeThatWasDrainedComesBackWhenItsServerServesAgain() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class)) {
            server.deploy(app);
            MicroNode node = app.bean(MicroNode.class);
            awaitReady(node);
            MicroNode client = client();
            try {
                app.lifecycle().resume();
                assertThat(node.isReady()).as("one that was not drained goes on").isTrue();

                app.lifecycle().drain();
                assertThat(node.isReady()).isFalse();
                Await.until(() -> registry.instances("payments").isEmpty());
                assertThatThrownBy(() -> client.caller().call("payments", "/charge/7", null, String.class))
                        .isInstanceOf(NamespaceNotFoundException.class);

                app.lifecycle().resume();
                awaitReady(node);
                assertThat(client.caller().<String>call("payments", "/charge/7", null, String.class))
                        .isEqualTo("charged 7");
            } finally {
                client.stop();
            }
        }
    }

    @Test
    void aNodeThatWasRegisteredHasStartedStillWhenItComesBackWithoutARegistry() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class)) {
            server.deploy(app);
            MicroNode node = app.bean(MicroNode.class);
            awaitReady(node);
            assertThat(node.state().started()).isTrue();

            registry.stop();
            app.lifecycle().drain();
            app.lifecycle().resume();
            assertThat(node.isReady()).isFalse();
            assertThat(node.state().started()).isTrue();
        }
    }

    /** Only the deployment may fail for want of a registry: nobody would start the node later. */
    @Test
    void aNodeThatRequiresARegistryJoinsWhenOneAnswersAfterItCameBack() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of("micro.registry.required", "true"), Payments.class)) {
            server.deploy(app);
            MicroNode node = app.bean(MicroNode.class);
            awaitReady(node);
            registry.stop();
            app.lifecycle().drain();
            app.lifecycle().resume();
            assertThat(node.isReady()).isFalse();
            startRegistry();
            awaitReady(node);
            assertThat(app.<String>call("/charge/7", null, String.class)).isEqualTo("charged 7");
        }
    }

    @ApplicationScoped
    static class Unable implements NodeInstrument {
        private volatile boolean broken;

        void broken(boolean now) {
            broken = now;
        }

        @Override
        public Registration attach(NodeGauges gauges) {
            if (broken) {
                throw new AssertionError("not now");
            }
            return () -> {
            };
        }

        @Override
        public RequestObservation serve(RouteContext request, String namespace, String route, Duration waited) {
            return null;
        }

        @Override
        public void intercept(OutgoingCall call) {
        }
    }

    @Test
    void aNodeThatCannotComeBackSaysSoAndTriesItAgain() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class, Unable.class);
                LogCapture log = new LogCapture("io.microcdi.cdi")) {
            server.deploy(app);
            MicroNode node = app.bean(MicroNode.class);
            awaitReady(node);
            app.bean(Unable.class).broken(true);
            app.lifecycle().drain();
            app.lifecycle().resume();
            assertThat(log.messages()).last().asString().startsWith("MICRO002026: ").contains("\"payments\"");
            app.bean(Unable.class).broken(false);
            app.lifecycle().resume();
            awaitReady(node);
        }
    }

    @Test
    void atTheRootContextTheApplicationsNameIsItsNamespace() throws Exception {
        try (TyrusApplication server = new TyrusApplication("", "shop.war");
                App app = payments(Map.of(), Payments.class)) {
            server.deploy(app);
            awaitReady(app.bean(MicroNode.class));
            assertThat(app.bean(MicroNode.class).namespace()).isEqualTo("shop");
            assertThat(app.bean(MicroNode.class).key()).isEqualTo("127.0.0.1:" + server.port());
        }
    }

    @Test
    void linksAndRegistriesAreObserved() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class, Observers.class, Request.class)) {
            server.deploy(app);
            Observers observers = app.bean(Observers.class);
            RegistryJoined joined = observers.later().get(20, TimeUnit.SECONDS);
            assertThat(joined.registry()).hasPort(registryPort);
            assertThat(observers.events()).containsExactly(joined);

            MicroNode client = client();
            client.caller().call("payments", "/charge/7", null, String.class);
            client.stop();
            Await.until(() -> observers.events().size() >= 3);
            assertThat(observers.events()).endsWith("opened client in a request scope", "closed client 1001");

            registry.stop();
            Await.until(() -> observers.events().contains(new RegistryLost(joined.registry())));
            startRegistry();
            Await.until(() -> observers.events().stream().filter(joined::equals).count() == 2);
        }
    }

    @ApplicationScoped
    static class Failing {
        private final CompletableFuture<LinkClosed> later = new CompletableFuture<>();

        void closed(@Observes LinkClosed event) {
            throw new AssertionError("unexpected\nINFO MICRO001200: forged");
        }

        void closedAsync(@ObservesAsync LinkClosed event) {
            later.complete(event);
        }

        CompletableFuture<LinkClosed> later() {
            return later;
        }
    }

    @Test
    void anErrorOfAnObserverIsNoRawLogAndTheOthersHearOfTheEvent() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class, Failing.class);
                LogCapture log = new LogCapture("io.microcdi")) {
            server.deploy(app);
            awaitReady(app.bean(MicroNode.class));
            MicroNode client = client();
            client.caller().call("payments", "/charge/7", null, String.class);
            client.stop();
            assertThat(app.bean(Failing.class).later().get(20, TimeUnit.SECONDS).code()).isEqualTo(1001);
            assertThat(log.messages()).anyMatch(line -> line.startsWith("MICRO002007: "))
                    .noneMatch(line -> line.startsWith("MICRO001405"));
            assertThat(log.failures()).isNotEmpty().noneMatch(failure -> failure.toString().contains("\n"));
        }
    }

    @Test
    void itLeavesWhenTheApplicationEnds() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "")) {
            try (App app = payments(Map.of(), Payments.class)) {
                server.deploy(app);
                awaitReady(app.bean(MicroNode.class));
                Await.until(() -> registry.instances() == 1);
            }
            Await.until(() -> registry.instances() == 0);
        }
    }

    @Test
    void observersLearnOfWhatClosesWithTheApplication() throws Exception {
        MicroNode client = client();
        try (TyrusApplication server = new TyrusApplication("/payments", "")) {
            List<Object> events;
            try (App app = payments(Map.of(), Payments.class, Observers.class, Request.class)) {
                server.deploy(app);
                awaitReady(app.bean(MicroNode.class));
                events = app.bean(Observers.class).events();
                client.caller().call("payments", "/charge/7", null, String.class);
            }
            assertThat(events).contains("closed client 1001");
        } finally {
            client.stop();
        }
    }

    /** As a session bean does on WildFly that is made before the web application begins. */
    @Test
    void aNodeThatCallsBeforeItsWebApplicationBeginsIsStillCalledByItsPath() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class)) {
            MicroNode node = app.bean(MicroNode.class);
            assertThat(node.namespace()).isEqualTo("client");
            assertThatThrownBy(() -> node.caller().call("ghost", "/x", null, String.class))
                    .isInstanceOf(NamespaceNotFoundException.class);
            server.deploy(app);
            awaitReady(node);
            assertThat(node.namespace()).isEqualTo("payments");
            Await.until(() -> registry.namespaces().stream().map(namespace -> namespace.name()).toList()
                    .equals(List.of("payments")));
        }
    }

    /** As a server's context of an application, which only the thread that starts it has. */
    @Test
    void aNodeThatWasBuiltWithoutAContextHasItFromTheStartOn() throws Exception {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, ContextOfOneThread.class.getName());
        ContextOfOneThread.starting = Thread.currentThread();
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class)) {
            Thread early = new Thread(() -> app.bean(MicroNode.class).namespace());
            early.start();
            early.join();
            server.deploy(app);
            awaitReady(app.bean(MicroNode.class));
            assertThat(app.<Boolean>call("/context", null, Boolean.class)).isTrue();
        } finally {
            System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        }
    }

    /** Finds the context service on one thread only. */
    public static final class ContextOfOneThread implements InitialContextFactory {

        static final ThreadLocal<Boolean> CONTEXT = ThreadLocal.withInitial(() -> false);
        static volatile Thread starting;

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    if (name.equals("java:comp/DefaultContextService") && Thread.currentThread() == starting) {
                        return Proxy.newProxyInstance(getClass().getClassLoader(),
                                new Class<?>[] { ContextService.class }, (proxy, method, arguments) -> inContext());
                    }
                    throw new NamingException(name);
                }
            };
        }

        private static Executor inContext() {
            return task -> {
                CONTEXT.set(true);
                task.run();
            };
        }
    }

    @Test
    void aNameThatIsNoNamespaceFailsTheDeployment() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/my shop", "");
                App app = payments(Map.of(), Payments.class)) {
            assertThatThrownBy(() -> server.deploy(app)).hasMessageStartingWith("MICRO002003: ")
                    .hasMessageContaining("the context path \"/my shop\"");
        }
    }

    @Test
    void aSecondApplicationThatSharesTheExtensionFailsItsDeployment() throws Exception {
        try (TyrusApplication first = new TyrusApplication("/first", "");
                TyrusApplication second = new TyrusApplication("/second", "");
                App app = payments(Map.of(), Payments.class)) {
            first.deploy(app);
            assertThatThrownBy(() -> second.deploy(app)).hasMessageStartingWith("MICRO002016: ")
                    .hasMessageContaining("\"/second\"").hasMessageContaining("\"/first\"");
        }
    }

    @Test
    void aNodeWithoutRoutesMayCallBeforeTheWebApplicationBegins() throws Exception {
        try (TyrusApplication server = new TyrusApplication("/checkout", "");
                App app = payments(Map.of(), Observers.class, Request.class)) {
            assertThat(app.bean(MicroNode.class).namespace()).isEqualTo("client");
            server.deploy(app);
            awaitReady(app.bean(MicroNode.class));
            assertThat(app.bean(MicroNode.class).key()).endsWith("/checkout");
        }
    }

    @Test
    void whereTheWebApplicationHasBegunTheNodeMayBeUsedBeforeItStarts() throws Exception {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of(), Payments.class)) {
            WebAppInfo.BEGUN.put(loader, server);
            assertThat(app.bean(MicroNode.class).namespace()).isEqualTo("payments");
            server.deploy(app);
            awaitReady(app.bean(MicroNode.class));
        } finally {
            WebAppInfo.BEGUN.remove(loader);
        }
    }

    @Test
    void aRequiredRegistryThatIsNotThereFailsTheDeployment() throws Exception {
        registry.stop();
        try (TyrusApplication server = new TyrusApplication("/payments", "");
                App app = payments(Map.of("micro.registry.required", "true"), Payments.class)) {
            assertThatThrownBy(() -> server.deploy(app)).hasMessageContaining("ws://127.0.0.1:" + registryPort);
        }
    }
}
