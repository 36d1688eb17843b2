package io.microcdi.internal.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import jakarta.json.bind.Jsonb;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.NodeCounters;
import io.microcdi.NodeListener;
import io.microcdi.NodeState;
import io.microcdi.PayloadHandler;
import io.microcdi.Registration;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.call.DefaultCaller;
import io.microcdi.internal.concurrent.CallbackStage;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Uninterruptibles;
import io.microcdi.internal.discovery.AddressSource;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.discovery.Registrar;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.route.ExceptionMappers;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.HostNames;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;

/** A node with its threads, its caller, its registries and its listener. */
public final class EngineNode implements MicroNode, LinkAcceptor {

    private final MicroConfig config;
    private final NodeRuntime runtime;
    private final Node node;
    private final Directory directory;
    private final Registrar registrar;
    private final DefaultCaller caller;
    private final NodeEvents events;
    private final Listener listener;
    private final AddressSource address;
    private final ShutdownHook hook = new ShutdownHook(this::stop);
    private final NodeManagement management = new NodeManagement(this);
    private final Instrumentation instrumentation;
    /** Ends the waits of the present start, if completed. A stop completes it first, because that start holds the lock. */
    private volatile CompletableFuture<Void> startGivenUp = CompletableFuture.completedFuture(null);
    private boolean started;
    private boolean stopped;

    /**
     * Makes a node with a server of its own.
     *
     * @param host the address to listen on; {@code null} for the configured one
     * @throws IllegalStateException if no such server is on the class path
     */
    public static EngineNode listening(String namespace, MicroConfig config, Jsonb jsonb, ThreadFactory factory,
            ClientTls tls, Observers observers, @Nullable String host, int port) {
        NodeRuntime.World world = NodeRuntime.World.CURRENT.get();
        if (world != null) {
            return inWorld(world, namespace, config, jsonb, factory, observers, port, ownLoader());
        }
        ConfiguredAddress address = new ConfiguredAddress(config, host);
        Listener listener = ListenerProvider.find(address.toListenOn(), port, config);
        return new EngineNode(namespace, config, jsonb, new SystemRuntime(factory, config, tls), observers, listener,
                address, ownLoader());
    }

    private static EngineNode inWorld(NodeRuntime.World world, String namespace, MicroConfig config, Jsonb jsonb,
            ThreadFactory factory, Observers observers, int port, ClassLoader loader) {
        MicroConfig settings = world.settings(config);
        ConfiguredAddress address = new ConfiguredAddress(settings, null);
        EngineNode node = new EngineNode(namespace, settings, jsonb, world.runtime(factory, settings), observers,
                world.listener(address.toListenOn(), port), address, loader);
        world.built(node);
        return node;
    }

    /** Returns the class loader of a program in Java SE. */
    private static ClassLoader ownLoader() {
        return Thread.currentThread().getContextClassLoader();
    }

    /**
     * As
     * {@link #inServer(String, MicroConfig, Jsonb, ThreadFactory, ClientTls, Observers, AddressSource, ClassLoader)}.
     */
    public static EngineNode inServer(String namespace, MicroConfig config, Jsonb jsonb, ThreadFactory factory,
            ClientTls tls, AddressSource address) {
        return inServer(namespace, config, jsonb, factory, tls, Observers.NONE, address, ownLoader());
    }

    /**
     * Makes a node in a server. The server passes it the links that other nodes dial.
     *
     * @param address finds the address at which the server listens
     * @param loader the class loader of the application, which finds its OpenAPI document
     */
    public static EngineNode inServer(String namespace, MicroConfig config, Jsonb jsonb, ThreadFactory factory,
            ClientTls tls, Observers observers, AddressSource address, ClassLoader loader) {
        NodeRuntime.World world = NodeRuntime.World.CURRENT.get();
        return world != null ? inWorld(world, namespace, config, jsonb, factory, observers, 0, loader)
                : new EngineNode(namespace, config, jsonb, new SystemRuntime(factory, config, tls), observers, null,
                        address, loader);
    }

    private EngineNode(String namespace, MicroConfig config, Jsonb jsonb, NodeRuntime runtime, Observers observers,
            Listener listener, AddressSource address, ClassLoader loader) {
        this.config = config;
        this.listener = listener;
        this.address = address;
        this.runtime = runtime;
        this.events = new NodeEvents();
        NodeEnvironment environment = runtime.environment(new PayloadCodec(jsonb, LinkLimits.of(config).wire()),
                events::peer, observers.instrument());
        Dialer dialer = runtime.dialer();
        this.node = new Node(namespace, Set.of(Node.WATCH, Lease.FEATURE), config, environment, dialer,
                new TokenPolicy(config, runtime.timer(), dialer.mayPresentCertificate()));
        this.directory = new Directory(node, config, events);
        this.registrar = new Registrar(node, directory, address, config, events);
        this.caller = new DefaultCaller(node, directory, config, observers.ofCalls());
        this.instrumentation = new Instrumentation(node, observers.instrument(), caller::ejectedOfCalled);
        events.connect(node, caller);
        HealthRoute.register(node, directory, this::problem);
        RoutesRoute.register(node);
        OpenApiRoute.register(node, loader);
    }

    @Override
    public String namespace() {
        return node.namespace();
    }

    /** As {@link Node#rename}. */
    public void rename(String namespace) {
        node.rename(namespace);
    }

    @Override
    public String key() {
        Announcement own = node.announcement();
        return own == null ? "" : own.key().toString();
    }

    @Override
    public Registration register(String pattern, RouteHandler handler) {
        return register(RouteSpec.of(pattern), handler);
    }

    /** As {@link #register(String, RouteHandler)}, with the properties of the route. */
    public Registration register(RouteSpec spec, RouteHandler handler) {
        Objects.requireNonNull(handler, "the handler is null");
        return node.register(spec, handler);
    }

    @Override
    public <P> Registration register(String pattern, Class<P> payloadType, PayloadHandler<P> handler) {
        Objects.requireNonNull(payloadType, "the type of the payload is null");
        Objects.requireNonNull(handler, "the handler is null");
        return register(RouteSpec.of(pattern), context -> {
            P payload;
            try {
                payload = context.payload(payloadType);
            } catch (PayloadException e) {
                throw RequestRefusedException.of(e);
            }
            return handler.handle(payload, context);
        });
    }

    @Override
    public <T> CompletionStage<T> dispatch(String url, Object payload, Type type) {
        return caller.self().request(url, payload, type);
    }

    /** As {@link Node#exceptionMappers}. */
    public ExceptionMappers exceptionMappers() {
        return node.exceptionMappers();
    }

    /** As {@link DefaultCaller#captureContexts}. */
    public void captureContexts(Supplier<? extends @Nullable Executor> capture) {
        caller.captureContexts(capture);
    }

    @Override
    public MicroCaller caller() {
        return caller;
    }

    @Override
    public NodeCounters counters() {
        LinkCounters frames = node.counters();
        int inFlight = 0;
        int inWork = 0;
        for (Link link : node.openLinks()) {
            inFlight += link.pendingRequests();
            inWork += link.servedRequests();
        }
        return new NodeCounters(caller.counters().calls(), caller.counters().failures(),
                caller.counters().retries(), frames.malformed() + frames.unmatched() + frames.dropped(),
                frames.refused(), inFlight, inWork, node.links());
    }

    @Override
    public NodeState state() {
        NodeCounters now = counters();
        return new NodeState(namespace(), key(), isReady(), events.wasReady(), isRegistered(), directory.states(),
                securityMode(), now.links(), now.inWork(), node.queuedRequests(), now.inFlight(), caller.ejected(),
                problem());
    }

    @Override
    public Registration addListener(NodeListener added) {
        return events.add(Objects.requireNonNull(added, "the listener is null"));
    }

    @Override
    public boolean isRegistered() {
        return directory.isJoined();
    }

    @Override
    public CompletionStage<Void> ready() {
        return forApplication(events.ready());
    }

    @Override
    public boolean isReady() {
        return events.isReady();
    }

    @Override
    public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
        return node.refusal(request, last);
    }

    @Override
    public void refusedOrigin(ConnectRequest request, String origin) {
        node.refusedOrigin(request, origin);
    }

    /** Writes that a request to drain the node was refused. */
    public void refusedDrain(String remote) {
        node.audit().refused(RefusalKind.RIGHTS, "a request to drain " + node.namespace(), remote,
                "only a program on the same machine may drain it, without a proxy and a page");
    }

    @Override
    public void refusedHost(String remote, String host) {
        HostNames.refused(node.audit(), remote, host);
    }

    /** Accepts or refuses a link that another node dialled, as {@link Node#accept}. */
    @Override
    public Receiver accept(Transport transport, String path, String query) {
        return node.accept(transport, path, query);
    }

    @Override
    public void start() {
        start(config.get(ConfigKeys.REGISTRY_REQUIRED));
    }

    /**
     * Stops and starts the node. It starts even if a registry is required and none answers, because no later event would
     * start it. It joins when a registry answers.
     */
    public void restart() {
        stop();
        start(false);
    }

    private synchronized void start(boolean needsRegistry) {
        if (started) {
            return;
        }
        CompletableFuture<Void> givenUp = new CompletableFuture<>();
        startGivenUp = givenUp;
        started = true;
        try {
            runtime.open();
            if (stopped) {
                // calls between the stop and this start may have set alarms that the closed timer has dropped
                directory.clear();
            }
            events.reset();
            node.start();
            management.register();
            instrumentation.start();
            listen();
            if (listener != null && config.get(ConfigKeys.SHUTDOWN_HOOK)) {
                hook.add();
            }
            if (needsRegistry) {
                directory.requireOne(node.visitor(), givenUp);
            }
            registrar.start();
            if (listener != null) {
                // start() returns when the node can call and be called, or when its first attempts have failed
                events.awaitFirstAttempt(2 * config.get(ConfigKeys.CONNECT_TIMEOUT).toNanos(), givenUp);
            }
        } catch (RuntimeException | Error e) {
            // even after an Error, for example if classes of the server are missing
            Steps.run(() -> Steps.rethrow(e), this::stop);
        }
    }

    /** Returns the options of the node's sessions. */
    public SessionOptions sessionOptions() {
        return SessionOptions.of(config);
    }

    private void listen() {
        if (listener == null) {
            return;
        }
        try {
            int port = listener.start(this, sessionOptions(), runtime.timer());
            if (address instanceof ConfiguredAddress own) {
                own.listensOn(port);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public CompletionStage<Void> drain() {
        return forApplication(beginDrain());
    }

    /** As {@link #drain}, and waits for its end. It needs no thread for callbacks, which may all be blocked. */
    public void awaitDrained() {
        beginDrain().join();
    }

    private CompletableFuture<Void> beginDrain() {
        startGivenUp.complete(null);
        return drainNow();
    }

    private synchronized CompletableFuture<Void> drainNow() {
        if (!started) {
            return CompletableFuture.completedFuture(null);
        }
        events.leaving();
        registrar.drain();
        return node.drain();
    }

    private CompletableFuture<Void> forApplication(CompletableFuture<Void> engines) {
        return CallbackStage.of(engines, node.environment().callbacks());
    }

    /** Returns whether the node has begun to drain, and is not stopped. */
    public boolean isDraining() {
        return node.isDraining();
    }

    @Override
    public SecurityMode securityMode() {
        return node.policy().mode();
    }

    boolean isDrained() {
        return node.isDrained();
    }

    @Override
    public void stop() {
        startGivenUp.complete(null);
        Uninterruptibles.run(this::stopNow);
    }

    private synchronized void stopNow() {
        Steps.run(this::drainNow, () -> {
            started = false;
            stopped = true;
        },
                // a call may have started the engine's node, although this node was never started
                node::stop, events::stopped, registrar::stop, hook::remove, caller::forget, directory::clear, () -> {
                    if (listener != null) {
                        listener.stop();
                    }
                }, runtime::close, management::unregister, instrumentation::stop);
    }

    @Override
    public Optional<String> problem() {
        return runtime.problem().or(node::readingProblem);
    }

    /** Returns the addresses of the configured registries. */
    public List<URI> registries() {
        return directory.registries();
    }
}
