package io.microcdi.internal.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.json.JsonException;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallInterceptor;
import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.call.Interceptors;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.json.JsonTrees;
import io.microcdi.internal.json.TrustedJson;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.CallStatistics;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.node.LinkRoute;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.Exemptions;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.DepartureView;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.registry.RegistryKeys;

/**
 * A registry: a node named {@code registry} that knows which instances there are of each namespace. Thread-safe; it may
 * be stopped and started again, and has no instances each time at first. The actions of persons and the last events stay.
 */
public final class Registry {

    private static final String PATH_FEATURE = "path";
    /** The longest time for which a registry accepts no nodes because it does not know its cluster yet. */
    private static final long MAX_SETTLING_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The pause between two texts about calls for the other registries of a cluster. */
    private static final long CALLS_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Node node;
    private final NodeEnvironment environment;
    private final Registrations registrations;
    private final Proxy proxy;
    private final long sweepIntervalNanos;
    private final RemoteInstances parts;
    private final MemberCalls members;
    private final MemberPolicy policy;
    private final HeapGuard heap;
    private Timer.Alarm sweep;
    private Timer.@Nullable Alarm callsAlarm;
    /** {@code null} without a cluster. */
    private @Nullable Replication replication;
    private String clusterUrl = "";
    /**
     * The time at which this registry accepts nodes even if it does not know the instances of its cluster. 0 if it knows
     * them, or this time has come.
     */
    private final AtomicLong settlesAt = new AtomicLong();

    /**
     * A registry that does not run yet.
     *
     * @param config has the keys of {@link RegistryKeys} and those of a node
     * @param dialer reaches nodes of the second dialect, for calls on behalf of others
     */
    public Registry(MicroConfig config, NodeEnvironment environment, Dialer dialer) {
        this(config, environment, dialer, ConnectPolicy.OFF);
    }

    /**
     * A registry that does not run yet, and does not admit everybody.
     *
     * @param policy decides which peers are admitted
     */
    public Registry(MicroConfig config, NodeEnvironment environment, Dialer dialer, ConnectPolicy policy) {
        this(config, environment, dialer, policy, List.of());
    }

    /**
     * As {@link #Registry(MicroConfig, NodeEnvironment, Dialer, ConnectPolicy)}.
     *
     * @param interceptors see the calls on behalf of others
     */
    public Registry(MicroConfig config, NodeEnvironment environment, Dialer dialer, ConnectPolicy policy,
            List<? extends CallInterceptor> interceptors) {
        this(config, environment, dialer, policy, interceptors, HeapGuard.none(environment.timer()));
    }

    /**
     * As {@link #Registry(MicroConfig, NodeEnvironment, Dialer, ConnectPolicy, List)}.
     *
     * @param heap decides when links are refused, before the memory runs out
     */
    Registry(MicroConfig config, NodeEnvironment environment, Dialer dialer, ConnectPolicy policy,
            List<? extends CallInterceptor> interceptors, HeapGuard heap) {
        this.environment = environment;
        this.heap = heap;
        this.policy = new MemberPolicy(policy);
        this.node = new Node(Namespaces.REGISTRY, Set.of(Node.WATCH, Lease.FEATURE, CallStatistics.FEATURE), config,
                environment, dialer, this.policy);
        this.members = new MemberCalls(node);
        this.registrations = new Registrations(environment.timer(), config, node.audit(), heap, members::isMember,
                node::readsNothing);
        this.sweepIntervalNanos = config.get(RegistryKeys.SWEEP_INTERVAL).toNanos();
        this.proxy = new Proxy(node, registrations, members, Interceptors.of(interceptors, environment.timer()),
                CallSettings.of(config, Namespaces.REGISTRY));
        this.parts = new RemoteInstances(registrations, environment.timer(),
                config.get(RegistryKeys.CLUSTER_ORPHAN_TIMEOUT).toNanos());
        node.observe(registrations);
        node.exemptFromSilence(registrations::isSwept);
        node.commands(new SecondDialect(registrations, environment.random(), node.audit(), node.exemptions()));
        node.registerOwn("/-/find", (LinkRoute) this::find);
        node.registerOwn("/-/heartbeat", (LinkRoute) this::heartbeat);
        node.registerOwn(Lease.PROOF, (LinkRoute) this::lease);
        node.registerOwn("/-/watch", (LinkRoute) this::watch);
        node.registerOwn("/-/unwatch", (LinkRoute) this::unwatch);
    }

    /**
     * Makes this registry a member of a cluster, before its start.
     *
     * @param url where the other registries reach this one; empty if it is not known
     */
    public synchronized void join(Replication cluster, String url) {
        replication = cluster;
        clusterUrl = url;
        registrations.replicate(cluster);
        node.cluster(cluster.name());
        node.registerOwn(MemberCalls.URL, (LinkRoute) proxy::forwarded);
    }

    /** Begins to accept nodes; in a cluster as soon as it knows what is registered at the others. */
    public synchronized void start() {
        registrations.begin();
        if (replication != null) {
            settlesAt.set(environment.timer().nanoTime() + MAX_SETTLING_NANOS | 1);
            if (clusterUrl.isEmpty()) {
                RegistryLog.LOG.noAddress(replication.name(), RegistryKeys.CLUSTER_URL.name());
            }
            String token = Lease.random();
            members.begin(replication, token);
            policy.begin(replication, token);
            replication.start(clusterUrl, token, parts);
        }
        node.start();
        // nobody can dial this address, because nodes dial the registry
        InstanceKey nowhere = node.visitor().key();
        node.announce(nowhere, "ws");
        if (sweep == null) {
            sweep = environment.timer().every(sweepIntervalNanos, registrations::sweep);
        }
        Replication cluster = replication;
        if (cluster != null && callsAlarm == null) {
            callsAlarm = environment.timer().every(CALLS_INTERVAL_NANOS, () -> {
                cluster.calls(registrations.calls().toText());
                cluster.served(registrations.calls().instanceCallTexts());
            });
        }
    }

    /** Closes all links with 1001. */
    public synchronized void stop() {
        Steps.run(this::stopping, node::stop, () -> {
            if (replication != null) {
                Steps.run(replication::stop, members::end, policy::end, parts::clear);
            }
        }, this::endTasks);
    }

    private void endTasks() {
        if (sweep != null) {
            sweep.cancel();
            sweep = null;
        }
        if (callsAlarm != null) {
            callsAlarm.cancel();
            callsAlarm = null;
        }
    }

    /**
     * Called before all links are closed. From now on the end of a link is not reported, and calls of other registries are
     * refused.
     */
    void stopping() {
        registrations.stopping();
    }

    /** Returns which peers must prove who they are. */
    public SecurityMode securityMode() {
        return node.policy().mode();
    }

    /** Returns the log of what this registry refuses. */
    public Audit audit() {
        return node.audit();
    }

    /** As {@link Node#refusedOrigin}. */
    public void refusedOrigin(ConnectRequest request, String origin) {
        node.refusedOrigin(request, origin);
    }

    /**
     * As {@link ConnectPolicy#decide(ConnectRequest, ConnectPolicy.Self)}. In a mode that refuses nobody, the sender
     * sees all namespaces, whatever its proof allows.
     */
    public ConnectPolicy.Decision decide(ConnectRequest request) {
        ConnectPolicy.Decision decision = node.policy().decide(request, node.self());
        return !decision.isAdmitted() || node.policy().enforces() ? decision
                : new ConnectPolicy.Decision(decision.identity().seeingAll(), decision.refusal());
    }

    /** Returns whether an admitted sender of a request may still read, because the mode may have changed. */
    boolean admitsNow(PeerIdentity identity) {
        ConnectPolicy now = node.policy();
        return !now.enforces() || !identity.seesMore()
                && environment.timer().now().toEpochMilli() <= identity.ends()
                && now.refusalNow(identity).isEmpty();
    }

    /** As {@link Exemptions#exempt}, of the sender of a request, with 403. */
    boolean exempts(PeerIdentity identity, String reason) {
        return node.exemptions().exempt(RefusalKind.RIGHTS, identity, identity::who, () -> reason);
    }

    /** Returns whether the sender of a request may see a namespace. Writes it to the audit log if not. */
    boolean maySee(PeerIdentity caller, String namespace) {
        return caller.visible().contains(namespace)
                || node.exemptions().maySee(namespace, caller, caller::who);
    }

    /** Returns whether the sender of a request may call a namespace. */
    boolean mayCall(PeerIdentity caller, String namespace) {
        return proxy.mayCall(caller, namespace);
    }

    /**
     * The reasons of a registry to refuse a handshake before it is answered, and those of {@link Node#refusal}.
     * {@link Registrations} closes links that it refuses later. A registry that does not know its cluster yet would
     * answer that nothing is registered. If memory is short, only peers that announce a version are refused here:
     * others may fail to start then, so that their links are accepted and closed.
     */
    public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
        if (!isSettled()) {
            return Optional.of(new ConnectRefusal(ConnectRefusal.UNAVAILABLE, CloseCodes.TRY_AGAIN_LATER,
                    "the registry does not know yet what is registered in its cluster"));
        }
        // first, because the node reserves a place for each handshake that it admits
        return isRefusedForMemory(request)
                ? Optional.of(new ConnectRefusal(ConnectRefusal.UNAVAILABLE, CloseCodes.TRY_AGAIN_LATER,
                        Registrations.MEMORY_SHORT))
                : node.refusal(request, last);
    }

    private boolean isRefusedForMemory(ConnectRequest request) {
        if (!heap.isShort()) {
            return false;
        }
        try {
            Announcement announced = Announcement.parse(request.path(), request.query());
            return announced.info().known() && registrations.isRefusedForMemory(announced);
        } catch (IllegalArgumentException e) {
            // the node refuses it, and says why
            return false;
        }
    }

    /** Returns what the heap holds. */
    HeapGuard.Memory memory() {
        return heap.memory();
    }

    /** Takes a link that a node opened; as {@link Node#accept}. */
    public Receiver accept(Transport transport, String path, String query) {
        return node.accept(transport, path, query);
    }

    /** Returns all namespaces that have an instance now, with their instances, ordered by name. */
    public List<NamespaceView> namespaces() {
        return registrations.view();
    }

    /** Returns the instances of one namespace now, ordered by their keys. */
    public List<InstanceView> instances(String namespace) {
        return registrations.view(namespace);
    }

    /** Returns the reason for which the registry cannot read from its links; empty if it can. */
    public Optional<String> readingProblem() {
        return node.readingProblem();
    }

    /** Returns the registries of its cluster that it sees now, with itself; empty without a cluster. */
    public List<Replication.Member> members() {
        Replication cluster = replication;
        return cluster == null ? List.of() : cluster.members();
    }

    /** Returns the number of instances that are registered at a member of its cluster, as far as this registry knows. */
    int instances(Replication.Member member) {
        return member.self() ? registrations.instances() : parts.instances(member.owner());
    }

    /** As {@link #instances(Replication.Member)}, of the namespaces that somebody sees. */
    int instances(Replication.Member member, NamespaceGlobs visible) {
        if (visible.equals(NamespaceGlobs.ALL)) {
            return instances(member);
        }
        // the names are compared once for each namespace
        Map<String, Boolean> seen = new HashMap<>();
        Predicate<Instance> isSeen = instance -> seen.computeIfAbsent(instance.namespace(), visible::contains);
        return member.self() ? registrations.instances(isSeen) : parts.instances(member.owner(), isSeen);
    }

    /**
     * Returns whether it has known all instances of its cluster since its start. After a while it returns true anyway,
     * because a member that does not answer must not prevent the registration of nodes.
     */
    public boolean isSettled() {
        Replication cluster = replication;
        long at = settlesAt.get();
        if (at != 0 && (cluster == null || cluster.isSettled() && !cluster.mayMissOthers()
                || environment.timer().nanoTime() - at >= 0)) {
            // unless it has been started again meanwhile
            settlesAt.compareAndSet(at, 0);
        }
        return settlesAt.get() == 0;
    }

    /** Returns whether it knows now what is registered at each member that it sees; true without a cluster. */
    public boolean knowsMembers() {
        Replication cluster = replication;
        return cluster == null || cluster.isSettled();
    }

    /** Returns why it cannot replicate; empty if it can, and without a cluster. */
    Optional<String> clusterProblem() {
        Replication cluster = replication;
        return cluster == null ? Optional.empty() : cluster.problem();
    }

    /** Returns the node that accepts the links. */
    Node node() {
        return node;
    }

    /** Returns the numbers of the registry now. */
    RegistryFigures figures() {
        return registrations.figures(node.links());
    }

    /** Returns the calls between namespaces, as the instances report them. */
    CallGraph calls() {
        return registrations.calls();
    }

    /** Returns the number of registered instances. */
    public int instances() {
        return registrations.instances();
    }

    /** Returns the last events. */
    RegistryEvents events() {
        return registrations.events();
    }

    /** Returns the numbers of all namespaces, ordered by name. */
    List<NamespaceSummary> summaries() {
        return registrations.summaries();
    }

    /** Returns the numbers of a namespace; {@code null} if it has no instance. */
    @Nullable
    NamespaceSummary summary(String namespace) {
        return registrations.summary(namespace);
    }

    /** Returns the instances that left last, the newest first. */
    public List<DepartureView> departures() {
        return registrations.departures().list();
    }

    /**
     * Calls a service on behalf of somebody else.
     *
     * @param address {@code namespace/path}, for example {@code payments/charge}, or {@code ws://namespace/path}; the
     *        longest namespace that is registered counts
     * @param payload one JSON value as text, sent as it is; {@code null} for none
     * @param timeoutNanos the longest time until the answer; more than zero, at most half of what a {@code long} holds
     * @param protocol told to an instance of the second dialect; to others it means nothing
     */
    ForwardedCall call(String address, String payload, long timeoutNanos, CallProtocol protocol) {
        return call(address, payload, timeoutNanos, protocol, PeerIdentity.UNPROVED, Map.of());
    }

    /**
     * As {@link #call(String, String, long, CallProtocol)}.
     *
     * @param caller who calls, with the namespaces that may be called
     * @param metadata travels beside the payload
     */
    ForwardedCall call(String address, String payload, long timeoutNanos, CallProtocol protocol,
            PeerIdentity caller, Map<String, String> metadata) {
        return proxy.call(address.startsWith("ws://") ? address.substring("ws://".length()) : address, payload,
                timeoutNanos, protocol, caller, metadata);
    }

    /** As {@link Registrations#details(String)}. */
    Stream<InstanceDetail> details(String namespace) {
        return registrations.details(namespace);
    }

    /** As {@link Registrations#details(String, String, int)}. */
    List<InstanceDetail> details(String namespace, String after, int limit) {
        return registrations.details(namespace, after, limit);
    }

    /** As {@link Registrations#detail}. */
    @Nullable
    InstanceDetail detail(String namespace, String key) {
        return registrations.detail(namespace, key);
    }

    /** As {@link Registrations#callers}. */
    List<CallEdge> callers(String namespace, String key) {
        return registrations.callers(namespace, key);
    }

    /** As {@link Registrations#hold}. */
    Registrations.Held hold(String namespace, String key, @Nullable OperatorHold hold, String by, String reason) {
        return registrations.hold(namespace, key, hold, by, reason);
    }

    /** As {@link Proxy#ask(Instance, String, String, long)}. */
    CompletableFuture<ProxyAnswer> ask(String namespace, String key, String url, String payload, long timeoutNanos) {
        return proxy.ask(registrations.instance(namespace, key), url, payload, timeoutNanos);
    }

    /** As {@link Proxy#ask(String, String, String, long)}. */
    CompletableFuture<ProxyAnswer> ask(String namespace, String url, String payload, long timeoutNanos) {
        return proxy.ask(namespace, url, payload, timeoutNanos);
    }

    private Object find(Link link, RouteContext context) {
        FindRequest request = FindRequest.read("/-/find", context.<RawJson>payload(RawJson.class).text());
        if (!isVisible(link, request)) {
            return RouteHandler.NOTHING;
        }
        String found = registrations.find(request, link.peer().info().has(PATH_FEATURE), environment.random());
        return found == null ? RouteHandler.NOTHING : new TrustedJson(found);
    }

    private Object watch(Link link, RouteContext context) {
        FindRequest request = FindRequest.read("/-/watch", context.<RawJson>payload(RawJson.class).text());
        if (request.limit() < 0) {
            throw new RequestRefusedException(400,
                    "/-/watch expects a limit that is a whole number from 1 to 999999999");
        }
        if (!isVisible(link, request)) {
            return new TrustedJson("{\"rev\":0,\"instances\":[]}");
        }
        if (!link.peer().identity().visible().contains(request.namespace())) {
            link.peer().exempted();
        }
        return registrations.watches().watch(request.namespace(), request.limit(), link);
    }

    /**
     * Returns whether a peer may look a namespace up. If it may not, the answer is the same as for an unregistered
     * namespace. A peer that the registry has dialled for a call has proved nothing, and may look up nothing.
     */
    private boolean isVisible(Link link, FindRequest request) {
        PeerState peer = link.peer();
        return !peer.isDialled() && (peer.identity().visible().contains(request.namespace())
                || node.exemptions().maySee(request.namespace(), peer.identity(), peer::toString));
    }

    private Object unwatch(Link link, RouteContext context) {
        FindRequest request = FindRequest.read("/-/unwatch", context.<RawJson>payload(RawJson.class).text());
        registrations.watches().unwatch(request.namespace(), link);
        return RouteHandler.NOTHING;
    }

    private Object lease(Link link, RouteContext context) {
        try {
            registrations.prove(link,
                    JsonTrees.read(context.<RawJson>payload(RawJson.class).text()).asJsonObject().getString("proof"));
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw new RequestRefusedException(400, Lease.PROOF + " expects {\"proof\": text}");
        }
        return RouteHandler.NOTHING;
    }

    private Object heartbeat(Link link, RouteContext context) {
        registrations.beat(link, context.<RawJson>payload(RawJson.class).text());
        return RouteHandler.NOTHING;
    }
}
