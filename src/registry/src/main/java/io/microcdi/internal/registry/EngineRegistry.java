package io.microcdi.internal.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.json.bind.Jsonb;

import org.jspecify.annotations.Nullable;

import io.microcdi.RawJson;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.concurrent.Uninterruptibles;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.HostNames;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.standalone.Instrumentation;
import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.standalone.NodeThreads;
import io.microcdi.internal.standalone.Observers;
import io.microcdi.internal.standalone.ShutdownHook;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.websocket.HttpClientDialer;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.DepartureView;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.registry.RegistryCall;
import io.microcdi.registry.RegistryKeys;

/** A registry with its threads, and with a server of its own if it does not run in a server. Thread-safe. */
public final class EngineRegistry implements MicroRegistry, LinkAcceptor {

    private final Registry registry;
    private final NodeThreads threads;
    private final HttpClientDialer dialer;
    private final MicroConfig config;
    private final TypedCalls calls;
    /** Checks the texts that are forwarded. It needs no JSON-B. */
    private final PayloadCodec texts;
    private final @Nullable Listener listener;
    private final ShutdownHook hook = new ShutdownHook(this::stop);
    private final Instrumentation instrumentation;
    private boolean running;
    private int port;

    private EngineRegistry(MicroConfig config, NodeThreads threads, Supplier<Jsonb> jsonb, Observers observers,
            @Nullable Listener listener, HeapGuard heap) {
        this.config = config;
        this.listener = listener;
        this.threads = threads;
        this.dialer = new HttpClientDialer(SessionOptions.of(config), config.get(ConfigKeys.CONNECT_TIMEOUT),
                config.get(ConfigKeys.CONNECT_TIMEOUT),
                ClientTls.of(config), threads.timer(), threads.client());
        NodeEnvironment environment = threads.environment(PayloadCodec.withoutBinding(), link -> null,
                observers.instrument());
        this.registry = new Registry(config, environment, dialer, new TokenPolicy(config, threads.timer()),
                observers.ofCalls(), heap);
        Replication cluster = ReplicationProvider.find(config, Thread.currentThread().getContextClassLoader());
        if (cluster != null) {
            registry.join(cluster, config.find(RegistryKeys.CLUSTER_URL).orElse(""));
        }
        this.instrumentation = new Instrumentation(registry.node(), observers.instrument(), Map::of);
        this.texts = new PayloadCodec(null, LinkLimits.of(config).wire());
        this.calls = new TypedCalls(registry,
                () -> new PayloadCodec(jsonb.get(), LinkLimits.of(config).wire()), environment.callbacks(),
                threads.timer());
    }

    /**
     * Makes a registry in a server, which passes it the links that nodes open. The registry does not run yet.
     *
     * @param config keys that it lacks have their defaults
     * @param factory makes the threads that run dependent stages of calls
     * @param jsonb supplies the {@code Jsonb} that binds payloads. Called at the first call of a service that needs it
     */
    public static EngineRegistry inServer(MicroConfig config, ThreadFactory factory, Supplier<Jsonb> jsonb) {
        return inServer(config, factory, jsonb, Observers.NONE);
    }

    /** As {@link #inServer(MicroConfig, ThreadFactory, Supplier)}, with observers of its calls. */
    public static EngineRegistry inServer(MicroConfig config, ThreadFactory factory, Supplier<Jsonb> jsonb,
            Observers observers) {
        return listening(config, factory, jsonb, observers, null);
    }

    /**
     * As {@link #inServer(MicroConfig, ThreadFactory, Supplier, Observers)}, in a process that does nothing else. It refuses
     * links before the heap is full of live objects.
     *
     * @param maxHeap how much of the heap may be, in percent
     */
    public static EngineRegistry inOwnProcess(MicroConfig config, ThreadFactory factory, Supplier<Jsonb> jsonb,
            Observers observers, ConfigKey<Integer> maxHeap) {
        MicroConfig settings = RegistrySettings.of(config);
        NodeThreads threads = new NodeThreads(factory, settings);
        return new EngineRegistry(settings, threads, jsonb, observers, null,
                HeapGuard.ofProcess(threads.timer(), config.get(maxHeap), maxHeap.name()));
    }

    /** As {@link #inServer}, with a server of its own, which starts and stops with the registry. */
    public static EngineRegistry listening(MicroConfig config, ThreadFactory factory, Supplier<Jsonb> jsonb,
            Listener listener) {
        return listening(config, factory, jsonb, Observers.NONE, listener);
    }

    /** As {@link #listening(MicroConfig, ThreadFactory, Supplier, Listener)}, with observers of its calls. */
    public static EngineRegistry listening(MicroConfig config, ThreadFactory factory, Supplier<Jsonb> jsonb,
            Observers observers, @Nullable Listener listener) {
        MicroConfig settings = RegistrySettings.of(config);
        NodeThreads threads = new NodeThreads(factory, settings);
        return new EngineRegistry(settings, threads, jsonb, observers, listener, HeapGuard.none(threads.timer()));
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        try {
            threads.open();
            registry.start();
            instrumentation.start();
            if (listener != null) {
                port = listener.start(this, sessionOptions(), threads.timer());
                if (config.get(ConfigKeys.SHUTDOWN_HOOK)) {
                    hook.add();
                }
            }
        } catch (IOException e) {
            stopAfter(new UncheckedIOException(e.getMessage(), e));
        } catch (RuntimeException | Error e) {
            stopAfter(e);
        }
    }

    private void stopAfter(Throwable failure) {
        Steps.run(() -> Steps.rethrow(failure), this::stop);
    }

    @Override
    public synchronized int port() {
        if (!running || listener == null) {
            throw new IllegalStateException("the registry " + (listener == null ? "has no server of its own"
                    : "does not run: call start()"));
        }
        return port;
    }

    /** Returns how the registry uses sessions. */
    public SessionOptions sessionOptions() {
        return SessionOptions.of(config).forIdleLinks();
    }

    @Override
    public SessionOptions sessionOptions(String path, SessionOptions usual) {
        return sessionOptions();
    }

    @Override
    public void stop() {
        Uninterruptibles.run(this::stopNow);
    }

    private synchronized void stopNow() {
        // a call may have started the engine, although this registry was never started
        running = false;
        Steps.run(registry::stop, hook::remove, () -> {
            if (listener != null) {
                listener.stop();
            }
        }, dialer::close, threads::close, instrumentation::stop);
    }

    /** Returns what the heap holds, and whether the registry refuses links because of it. */
    public HeapGuard.Memory memory() {
        return registry.memory();
    }

    @Override
    public Optional<String> problem() {
        return threads.problem().or(registry::readingProblem).or(registry::clusterProblem);
    }

    /** Returns which peers must prove who they are. */
    public SecurityMode securityMode() {
        return registry.securityMode();
    }

    /** Returns the log of what this registry refuses. */
    public Audit audit() {
        return registry.audit();
    }

    /** Decides about a request to the registry's page, API or gateway. */
    public ConnectPolicy.Decision decide(ConnectRequest request) {
        return registry.decide(request);
    }

    /** Returns whether an admitted sender of a request may still read, because the mode may have changed. */
    public boolean admitsNow(PeerIdentity identity) {
        return registry.admitsNow(identity);
    }

    /**
     * Returns whether the sender of a request may do what its proof does not allow, because the mode refuses nobody.
     * The mode {@code permissive} logs it.
     *
     * @param reason the reason of the refusal in another mode
     */
    public boolean exempts(PeerIdentity identity, String reason) {
        return registry.exempts(identity, reason);
    }

    /** Returns whether the sender of a request may see a namespace. Writes it to the audit log if not. */
    public boolean maySee(PeerIdentity caller, String namespace) {
        return registry.maySee(caller, namespace);
    }

    /** Returns whether the sender of a request may call a namespace. */
    public boolean mayCall(PeerIdentity caller, String namespace) {
        return registry.mayCall(caller, namespace);
    }

    @Override
    public void refusedOrigin(ConnectRequest request, String origin) {
        registry.refusedOrigin(request, origin);
    }

    @Override
    public void refusedHost(String remote, String host) {
        HostNames.refused(registry.audit(), remote, host);
    }

    @Override
    public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
        return registry.refusal(request, last);
    }

    /** Takes a link that a node opened. */
    @Override
    public Receiver accept(Transport transport, String path, String query) {
        return registry.accept(transport, path, query);
    }

    @Override
    public List<NamespaceView> namespaces() {
        return registry.namespaces();
    }

    @Override
    public List<InstanceView> instances(String namespace) {
        return registry.instances(Objects.requireNonNull(namespace, "the namespace is null"));
    }

    @Override
    public List<DepartureView> departures() {
        return registry.departures();
    }

    @Override
    public RegistryCall to(String address) {
        return new BoundCall(calls, address, BoundCall.nanos(config.get(ConfigKeys.REQUEST_TIMEOUT)), CallProtocol.WS,
                Map.of());
    }

    @Override
    public CompletableFuture<ProxyAnswer> forward(String address, String json, Duration timeout,
            CallProtocol protocol) {
        BoundCall call = new BoundCall(calls, address, BoundCall.nanos(timeout), protocol, Map.of());
        try {
            return forward(call, texts.encode(new RawJson(json)), PeerIdentity.UNPROVED);
        } catch (PayloadException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * As {@link #forward}, for text that was scanned already: it becomes part of a frame as it is.
     *
     * @param json one well-formed JSON value; {@code null} for none
     * @param caller who calls. A call to a namespace that the caller may not call is refused with 403
     * @param metadata travels beside the payload
     */
    public CompletableFuture<ProxyAnswer> forwardChecked(String address, String json, Duration timeout,
            CallProtocol protocol, PeerIdentity caller, Map<String, String> metadata) {
        return forward(new BoundCall(calls, address, BoundCall.nanos(timeout), protocol, metadata), json, caller);
    }

    /**
     * Asks one instance of a namespace, drawn at random, for the routes of its application.
     *
     * @param after the path after which the list begins; {@code null} for the first
     */
    public CompletableFuture<ProxyAnswer> routes(String namespace, String after, Duration timeout) {
        return registry.ask(namespace, Node.ROUTES, after == null ? null : "{\"after\":" + JsonText.quote(after) + "}",
                BoundCall.nanos(timeout));
    }

    /** As {@link #routes(String, String, Duration)}, of one instance. */
    public CompletableFuture<ProxyAnswer> routes(String namespace, String key, String after, Duration timeout) {
        return registry.ask(namespace, key, Node.ROUTES,
                after == null ? null : "{\"after\":" + JsonText.quote(after) + "}", BoundCall.nanos(timeout));
    }

    /** Returns the instances of a namespace in no order, each made as the stream is read. */
    public Stream<InstanceDetail> details(String namespace) {
        return registry.details(namespace);
    }

    /**
     * Returns the first instances of a namespace after a key, in the order of keys.
     *
     * @param after empty for the first of all
     * @param limit the most that are returned
     */
    public List<InstanceDetail> details(String namespace, String after, int limit) {
        return registry.details(namespace, after, limit);
    }

    /** Returns an instance; empty if none is registered under the key. */
    public Optional<InstanceDetail> detail(String namespace, String key) {
        return Optional.ofNullable(registry.detail(namespace, key));
    }

    /**
     * Returns which visible namespaces call an instance, as it reports, those with the highest rates first; empty if it is
     * registered at another registry.
     */
    public List<CallEdge> callers(String namespace, String key, Predicate<String> visible) {
        return CallGraph.visible(registry.callers(namespace, key), visible).toList();
    }

    /**
     * Hides an instance from callers, or shows it to them again.
     *
     * @param hold {@code null} to show it
     * @param by the person who does it
     * @param reason what happens, in English
     * @return the reason why nothing was done, in English; empty if it was done
     */
    public Optional<String> hold(String namespace, String key, @Nullable OperatorHold hold, String by, String reason) {
        return switch (registry.hold(namespace, key, hold, by, reason)) {
            case DONE -> Optional.empty();
            case UNKNOWN -> Optional.of("no instance " + key + " of " + namespace + " is registered");
            case TOO_MANY ->
                Optional.of("there are " + OperatorHolds.MAX + " ejected or draining instances already: restore some");
            case NOT_HELD -> Optional.of(key + " of " + namespace + " is neither ejected nor draining");
        };
    }

    /** Asks one instance of a namespace, drawn at random, for the OpenAPI document of its application. */
    public CompletableFuture<ProxyAnswer> openApi(String namespace, Duration timeout) {
        return registry.ask(namespace, Node.OPENAPI, null, BoundCall.nanos(timeout));
    }

    private CompletableFuture<ProxyAnswer> forward(BoundCall call, String json, PeerIdentity caller) {
        return registry.call(call.address(), json, call.timeoutNanos(), call.protocol(), caller, call.metadata())
                .answer();
    }

    /** Returns the engine of this registry. */
    Registry engine() {
        return registry;
    }

    /** Returns the clock and the alarms of the registry. */
    public Timer timer() {
        return threads.timer();
    }

    /** Returns how much later than by the clock of this machine a token may end. */
    public Duration clockSkew() {
        return config.get(ConfigKeys.SECURITY_CLOCK_SKEW);
    }

    /** Returns the registries of its cluster that it sees now, with itself; empty without a cluster. */
    public List<Replication.Member> members() {
        return registry.members();
    }

    /** Returns how many instances are registered at a member of its cluster, as far as this registry knows. */
    public int instances(Replication.Member member) {
        return registry.instances(member);
    }

    /** As {@link #instances(Replication.Member)}, of the namespaces that somebody sees. */
    public int instances(Replication.Member member, NamespaceGlobs visible) {
        return registry.instances(member, visible);
    }

    /** Returns whether it knows now what is registered at each member of its cluster; true without a cluster. */
    public boolean knowsMembers() {
        return registry.knowsMembers();
    }

    /**
     * Returns whether it accepts nodes: it has once known all instances of its cluster, or has waited long enough for them.
     */
    public boolean isSettled() {
        return registry.isSettled();
    }

    /** Returns the numbers of the registry now. */
    public RegistryFigures figures() {
        return registry.figures();
    }

    /** Returns the calls between visible namespaces, as the instances report them, the highest rates first. */
    public List<CallEdge> calls(Predicate<String> visible) {
        return CallGraph.visible(registry.calls().edges(), visible).toList();
    }

    /** Returns the last events. */
    public RegistryEvents events() {
        return registry.events();
    }

    /** Returns the numbers of all namespaces, ordered by name. */
    public List<NamespaceSummary> summaries() {
        return registry.summaries();
    }

    /** Returns the numbers of a namespace; empty if it has no instance. */
    public Optional<NamespaceSummary> summary(String namespace) {
        return Optional.ofNullable(registry.summary(namespace));
    }

    /** Returns how many instances are registered. */
    public int instances() {
        return registry.instances();
    }
}
