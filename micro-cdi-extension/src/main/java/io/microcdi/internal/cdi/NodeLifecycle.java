package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import jakarta.websocket.server.ServerContainer;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.UserMode;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.cdi.registry.EmbeddedRegistry;
import io.microcdi.internal.cdi.registry.EmbeddedRegistryKeys;
import io.microcdi.internal.cdi.registry.OwnRegistryAddress;
import io.microcdi.internal.cdi.registry.RegistryBeans;
import io.microcdi.internal.cdi.registry.RegistryPath;
import io.microcdi.internal.cdi.registry.RegistryPresence;
import io.microcdi.internal.cdi.route.BeanValidation;
import io.microcdi.internal.cdi.route.RequestScope;
import io.microcdi.internal.cdi.route.RouteInvoker;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.health.CheckedNode;
import io.microcdi.internal.standalone.EngineNode;
import io.microcdi.internal.standalone.InstrumentProvider;
import io.microcdi.internal.standalone.ShutdownHook;
import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.RatedAcceptor;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * The lifecycle of an application's node. The node is built at its first use, at the latest when the web application
 * starts. The start of the web application starts the node, and the end of the application stops it. Thread-safe.
 */
public final class NodeLifecycle implements CheckedNode {

    private static final int MAX_EVENTS_MILLIS = 2_000;

    private final BeanManager extensionBeans;
    private final List<BeanRoute> routes;
    private final MapperBeans mappers;
    private final MicroConfig config;
    private final ClassLoader loader;
    private final HandshakeRate handshakes;
    private final OriginPolicy origins;
    private final AdvertisedAddress address;
    private final HeldBeans held = new HeldBeans();
    private final ShutdownHook hook = new ShutdownHook(this::drain);
    private volatile EngineNode node;
    private volatile EmbeddedRegistry registry;
    private volatile LinkAcceptor acceptor;
    private boolean building;
    /** Whether the node does not run because it could not be started again. */
    private boolean notResumed;
    private String servedAt;
    private ServerThreads threads;
    private EventQueue events;
    private @Nullable Function<Class<?>, @Nullable Object> instrumentBeans;

    NodeLifecycle(BeanManager extensionBeans, List<BeanRoute> routes, MapperBeans mappers, MicroConfig config,
            ClassLoader loader) {
        this.extensionBeans = extensionBeans;
        this.routes = List.copyOf(routes);
        this.mappers = mappers;
        this.config = config;
        this.loader = loader;
        this.handshakes = HandshakeRate.refusing(config, System::nanoTime);
        this.origins = new OriginPolicy(config.get(ConfigKeys.ALLOWED_ORIGINS));
        this.address = new AdvertisedAddress(config, WebAppInfo.NONE);
    }

    /**
     * Returns the node. The first call builds it.
     *
     * @throws jakarta.enterprise.inject.spi.DeploymentException if the node cannot be built, for example without a
     *        namespace
     */
    public MicroNode node() {
        EngineNode built = node; // without the lock, because handlers call this method while the node is being stopped
        return built != null ? built : builtNow();
    }

    @Override
    public @Nullable MicroNode built() {
        return node;
    }

    @Override
    public String provisionalNamespace() {
        return NodeNamespace.of(config, WebAppInfo.BEGUN.getOrDefault(loader, WebAppInfo.NONE), false);
    }

    /**
     * Returns the registry that the application runs. The first call builds it.
     *
     * @throws IllegalStateException if the application is configured to run no registry
     */
    EmbeddedRegistry registry() {
        EmbeddedRegistry built = registry; // without the lock, as above
        return built != null ? built : registryNow();
    }

    private synchronized EmbeddedRegistry registryNow() {
        if (registry == null) {
            RegistryPresence.requireEnabled(config);
            BeanManager beans = ApplicationBeans.find(extensionBeans);
            registry = RegistryBeans.build(config, JsonbFinder.find(beans, held),
                    ServerThreads.find("registry", loader),
                    InstrumentProvider.find(loader, instrumentBeans(beans)));
        }
        return registry;
    }

    /**
     * Returns the function that finds the beans of the instrument. The node and the registry share it, so that each
     * fault of a bean is logged once. The lock of this object guards it.
     */
    private Function<Class<?>, @Nullable Object> instrumentBeans(BeanManager beans) {
        if (instrumentBeans == null) {
            instrumentBeans = InterceptorBeans.once(beans, held);
        }
        return instrumentBeans;
    }

    private synchronized EngineNode builtNow() {
        if (node == null) {
            build(WebAppInfo.BEGUN.getOrDefault(loader, WebAppInfo.NONE));
        }
        return node;
    }

    /**
     * Registers the endpoints on the web application's own WebSocket container and starts to join.
     *
     * @throws jakarta.enterprise.inject.spi.DeploymentException if the endpoints cannot be registered
     */
    public synchronized void start(WebAppInfo webApp, ServerContainer container) {
        if (servedAt != null && !servedAt.equals(webApp.contextPath())) {
            throw LOG.shared(webApp.contextPath(), servedAt);
        }
        servedAt = webApp.contextPath();
        if (node == null) {
            build(webApp);
        }
        address.isIn(webApp);
        takeContext();
        String namespace = NodeNamespace.of(config, webApp, !routes.isEmpty());
        node.rename(namespace);
        LOG.built(routes.size(), namespace);
        boolean hasRegistry = RegistryPresence.isEnabled(config);
        OwnRegistryAddress own = new OwnRegistryAddress(config, webApp.contextPath(), webApp::listener);
        if (hasRegistry) {
            own.requireOther();
        }
        installEndpoints(webApp.contextPath(), container, hasRegistry);
        try {
            if (hasRegistry) {
                registry.start();
            }
            node.start();
            if (config.get(ConfigKeys.SHUTDOWN_HOOK)) {
                hook.add();
            }
        } catch (RuntimeException | Error e) {
            // some servers stop no part of an application that failed to start
            Steps.run(() -> Steps.rethrow(hasRegistry && e instanceof RegistryUnavailableException failure
                    ? own.explain(failure) : e), this::stop);
        }
    }

    private void installEndpoints(String contextPath, ServerContainer container, boolean hasRegistry) {
        LinkAcceptor endpoints = new RatedAcceptor(hasRegistry
                ? RegistryPath.of(config.get(EmbeddedRegistryKeys.PATH), contextPath, registry(), node) : node,
                handshakes);
        try {
            EngineNodes.install(node, endpoints, origins, container, contextPath);
            acceptor = endpoints;
        } catch (jakarta.websocket.DeploymentException e) {
            throw LOG.endpointsRefused(contextPath, e.getMessage(), e);
        }
    }

    /** Returns whether the token of a user travels with the calls of a request. */
    public boolean forwardsUsers() {
        return config.get(ConfigKeys.SECURITY_USER) != UserMode.NONE;
    }

    /** Returns the acceptor of links; {@code null} until the endpoints are registered. */
    public LinkAcceptor acceptor() {
        return acceptor;
    }

    /** Returns which web pages may connect. */
    public OriginPolicy origins() {
        return origins;
    }

    /** Returns whether an HTTP request may drain the node. */
    public boolean hasDrainEndpoint() {
        return config.get(ConfigKeys.DRAIN_ENDPOINT);
    }

    /** Writes that an HTTP request to drain the node was refused. */
    public void refusedDrain(String remote) {
        EngineNode built = node;
        if (built != null) {
            built.refusedDrain(remote);
        }
    }

    /**
     * Drains the node, and waits for the end of the drain, because the server will close its sockets next. The
     * application may still run afterwards.
     */
    public void drain() {
        EngineNode built = node; // without the lock, so that the server can stop the application meanwhile
        if (built != null) {
            built.awaitDrained();
        }
    }

    /**
     * Starts the node again, because the server serves the application again. It does so if the node was drained, or if an
     * earlier attempt has failed. It logs a failure, because servers do not report it.
     */
    public synchronized void resume() {
        if (node != null && (node.isDraining() || notResumed)) {
            notResumed = true;
            try {
                node.restart();
                notResumed = false;
            } catch (RuntimeException | Error e) {
                LOG.notResumed(node.namespace(), LoggedThrowable.of(e));
            }
        }
    }

    /** Stops the node. A second call has no effect. */
    public synchronized void stop() {
        notResumed = false;
        Steps.run(hook::remove, () -> {
            if (node != null) {
                node.stop();
            }
        }, () -> {
            if (registry != null) {
                // after the node, so that the node can deregister
                registry.stop();
            }
        }, () -> {
            if (events != null) {
                // the last events are fired now, while the observers still exist
                events.close(MAX_EVENTS_MILLIS);
            }
        }, held::release);
    }

    private void build(WebAppInfo webApp) {
        if (building) {
            throw LOG.usedWhileBuilt();
        }
        building = true;
        // the node stores the context class loader, and this thread may be one of the server. If the thread has a loader of
        // the application, that one is the best: the one of Open Liberty also finds the libraries of the server
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        ClassLoader own = MicroExtension.loader(loader);
        thread.setContextClassLoader(own);
        try {
            buildOnce(webApp, own);
        } finally {
            thread.setContextClassLoader(outer);
            building = false;
        }
    }

    private void buildOnce(WebAppInfo webApp, ClassLoader own) {
        // of its own: each use of a node that cannot be built tries again
        HeldBeans ofNode = new HeldBeans();
        try {
            buildOnce(webApp, own, ofNode);
        } finally {
            if (node == null) {
                ofNode.release();
            } else {
                held.<AutoCloseable>hold(ofNode::release);
            }
        }
    }

    private void buildOnce(WebAppInfo webApp, ClassLoader own, HeldBeans ofNode) {
        String namespace = webApp == WebAppInfo.NONE ? NodeNamespace.provisional(config)
                : NodeNamespace.of(config, webApp, !routes.isEmpty());
        BeanManager beans = ApplicationBeans.find(extensionBeans);
        Jsonb jsonb = JsonbFinder.find(beans, ofNode);
        threads = ServerThreads.find(namespace, own);
        InterceptorBeans interceptors = InterceptorBeans.find(beans, ofNode);
        EngineNode built = EngineNodes.build(namespace, config, address, jsonb, threads, TlsFinder.find(beans, ofNode),
                interceptors.observers(own, instrumentBeans(beans)), own);
        RequestScope requestScope = new CdiRequestScope(extensionBeans);
        BeanValidation validation = ValidationFinder.find(beans, routes, ofNode);
        for (BeanRoute route : routes) {
            BeanInstances instances = new BeanInstances(extensionBeans, route.bean(), route.method().view());
            EngineNodes.register(built, route.method(),
                    new RouteInvoker(route.method(), instances, requestScope, validation));
        }
        mappers.addTo(built.exceptionMappers(), extensionBeans, requestScope);
        events = new EventQueue(threads);
        built.addListener(new NodeEvents(beans, requestScope, events));
        node = built;
        takeContext();
        LOG.debugf("JSON-B: %s, context: %s", jsonb.getClass().getName(), threads.hasContext());
    }

    /**
     * Takes the context of the application from the calling thread. The thread that starts the application has this
     * context. The thread that builds the node may have none, if the node is used early.
     */
    private void takeContext() {
        threads.takeContext();
        if (config.get(ConfigKeys.PROPAGATE_CONTEXT)) {
            ServerThreads.contexts().ifPresent(node::captureContexts);
        }
    }
}
