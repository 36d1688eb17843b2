package io.microcdi.internal.node;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonException;

import org.jspecify.annotations.Nullable;

import io.microcdi.Registration;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.concurrent.Uninterruptibles;
import io.microcdi.internal.config.ScopedSettings;
import io.microcdi.internal.flight.Flight;
import io.microcdi.internal.json.JsonTrees;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.LeaveMessages;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;
import io.microcdi.internal.link.LinkHandler;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.route.ExceptionMappers;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.internal.security.AccessRule;
import io.microcdi.internal.security.AnnounceRules;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.DialRules;
import io.microcdi.internal.security.Exemptions;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.Props;

/**
 * The engine of a node: its routes, its links, and the accepting and dialling of links. Thread-safe. It may be started
 * and stopped any number of times.
 */
public final class Node implements LinkHandler {

    /** The prefix of the urls of a node's own routes. */
    public static final String OWN_ROUTES = PathPattern.OWN_ROUTES;

    /** The url at which a node lists the routes of its application. */
    public static final String ROUTES = OWN_ROUTES + "routes";

    /** The url at which a node answers the OpenAPI document of its application. */
    public static final String OPENAPI = OWN_ROUTES + "openapi";

    /** The url at which a node answers its health. */
    public static final String HEALTH = OWN_ROUTES + "health";

    /** The feature of watches: a registry sends the changes of a namespace, and a node understands them. */
    public static final String WATCH = "watch";

    private static final List<String> FEATURES = List.of(PeerState.BATCH, PeerState.BINARY, PeerState.DEADLINE,
            PeerState.METADATA, PeerState.LEAVING, PeerState.ERRORS, "path");

    private static final long MAX_GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The pause between two checks whether the links of a stopping node have sent their messages. */
    private static final long SEND_CHECK_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private volatile String namespace;
    /** The features to announce, except {@link PeerState#ANSWERS_ONLY}, which depends on the mode. */
    private final Set<String> features;
    private volatile boolean callBack;
    private final Object announcing = new Object();
    /** Whether the policy knows the address since the last start. */
    private boolean announcedToPolicy;
    private final NodeEnvironment environment;
    private final LinkLimits limits;
    private final long drainTimeoutNanos;
    private final String version;
    private final String zone;
    private final ToIntFunction<RouteSpec> maxConcurrent;
    private final RouteTable routes = new RouteTable(this::routesChange);
    private final LinkTable links = new LinkTable();
    private final AtomicLong attempts = new AtomicLong();
    private final LinkCounters counters;
    private final List<LinkObserver> observers = new CopyOnWriteArrayList<>();
    private final LeavingPeers leavingPeers = new LeavingPeers(links);
    /** {@code null} if calls are not reported. */
    private final @Nullable CallStatistics traffic;
    private final RequestDispatcher serving;
    private final Drain drain;
    private final LinkDialer dialling;
    private volatile String cluster = "";
    private volatile Announcement announcement;
    private volatile boolean running;
    private volatile boolean stopped;
    private volatile String id;
    private volatile CommandHandler commands = this::serveCommand;
    private final LinkWatch watch;
    private final DelayedRefusals refusals;
    private final Handshake handshake;
    private final TokenRenewal renewals;
    private final ModeWatch modes;
    private final ConnectPolicy policy;
    private final Audit audit;
    private final DialRules dialRules;
    private Timer.Alarm liveness;
    private Timer.Alarm renewal;
    private Timer.Alarm mode;

    /**
     * Makes a node that admits all peers. It does not run yet.
     *
     * @param namespace the namespace of the node. The caller has checked that it is valid
     * @param features the features to announce in addition to those of every node
     */
    public Node(String namespace, Set<String> features, MicroConfig config, NodeEnvironment environment,
            Dialer dialer) {
        this(namespace, features, config, environment, dialer, ConnectPolicy.OFF);
    }

    /**
     * Makes a node. It does not run yet.
     *
     * @param policy decides which peers are admitted
     */
    public Node(String namespace, Set<String> features, MicroConfig config, NodeEnvironment environment,
            Dialer dialer, ConnectPolicy policy) {
        this.namespace = namespace;
        this.policy = policy;
        boolean binary = config.get(ConfigKeys.BINARY_MESSAGES);
        this.features = Stream.of(FEATURES, features, policy.renews() ? Set.of(TokenRenewal.FEATURE) : Set.<String>of())
                .flatMap(Collection::stream).filter(feature -> binary || !feature.equals(PeerState.BINARY))
                .collect(Collectors.toUnmodifiableSet());
        this.environment = environment;
        this.audit = new Audit(environment.timer()::nanoTime);
        this.dialRules = new DialRules(config, namespace.equals(Namespaces.REGISTRY), this::ownHost);
        this.limits = LinkLimits.of(config);
        this.counters = new BufferOverflow(HeapDefaults.buffered(config), links, environment.timer()).counters();
        this.maxConcurrent = spec -> ScopedSettings.maxConcurrent(config, spec.pattern().text(), spec.maxConcurrent());
        this.drainTimeoutNanos = config.get(ConfigKeys.DRAIN_TIMEOUT).toNanos();
        this.traffic = config.get(ConfigKeys.REPORT_CALLS) && hasRegistry(namespace, config)
                ? new CallStatistics(environment.timer().nanoTime(),
                        config.get(ConfigKeys.HEARTBEAT_INTERVAL).toNanos())
                : null;
        this.serving = new RequestDispatcher(this::namespace, this::ownKey, environment, config, routes, audit, policy,
                traffic);
        this.drain = new Drain(environment.timer(), links, serving, drainTimeoutNanos);
        this.version = config.find(ConfigKeys.ADVERTISE_VERSION).orElse("");
        this.zone = config.find(ConfigKeys.ADVERTISE_ZONE).orElse("");
        this.dialling = new LinkDialer(this, dialer, config);
        this.watch = new LinkWatch(links, environment.watch(), limits.pingAfterNanos());
        this.refusals = new DelayedRefusals(environment, () -> running);
        LinksByAddress addresses = new LinksByAddress(HeapDefaults.linksPerAddress(config),
                environment.timer()::nanoTime, config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos());
        observers.add(addresses);
        this.handshake = new Handshake(this, this.features, links, routes, limits, HeapDefaults.links(config),
                addresses, refusals, policy,
                new AnnounceRules(config, namespace.equals(Namespaces.REGISTRY)));
        this.renewals = new TokenRenewal(environment.timer());
        this.modes = new ModeWatch(this, links, handshake, config);
        this.callBack = modes.mayCallBack();
        this.id = environment.ids().get();
    }

    /** Returns the namespace of this node. */
    public String namespace() {
        return namespace;
    }

    /**
     * Changes the namespace of a node that has not announced itself. The default namespace depends on the context path,
     * and an application may call other services before the context path is known.
     *
     * @throws IllegalStateException if the node has announced itself
     */
    public void rename(String newNamespace) {
        if (announcement != null && !newNamespace.equals(namespace)) {
            throw new IllegalStateException("the node is known as " + namespace + " already");
        }
        namespace = newNamespace;
    }

    /** Returns the policy that decides which peers are admitted. */
    public ConnectPolicy policy() {
        return policy;
    }

    /** Returns the policy for the users of requests and calls. */
    public UserPolicy users() {
        return serving.users();
    }

    /**
     * Returns the authorization of the user for whom this thread works, as metadata has it; {@code null} if none travels
     * with its calls. Never log it.
     */
    public String userAuthorization() {
        if (!users().forwards()) {
            return null;
        }
        Invocation current = Invocation.current();
        String token = current == null ? UserPolicy.ofHttpRequest() : UserPolicy.userToken(current.authorization());
        return token == null ? null : "Bearer " + token;
    }

    /** Returns whether the token of a user may be sent over a link. */
    public boolean maySendUser(Link link) {
        PeerState peer = link.peer();
        return users().maySend(link.isEncrypted(), peer.isDialled() ? peer.key().host() : peer.identity().address());
    }

    /** Returns the properties of this node that the policy needs. */
    public ConnectPolicy.Self self() {
        Announcement own = announcement;
        return new ConnectPolicy.Self(namespace, own == null ? null : own.key());
    }

    /** Returns the log of the refusals of this node. */
    public Audit audit() {
        return audit;
    }

    /** Returns what lets peers do what their proofs do not allow, in the modes that refuse nobody. */
    public Exemptions exemptions() {
        return serving.exemptions();
    }

    /** Returns the mappers between the application's exceptions and answers. */
    public ExceptionMappers exceptionMappers() {
        return serving.failures().mappers();
    }

    /** Returns the environment of this node. */
    public NodeEnvironment environment() {
        return environment;
    }

    /** Returns the counters of its links. */
    public LinkCounters counters() {
        return counters;
    }

    /** Returns whether the node reports to registries: a registry does not, and some nodes have none. */
    private static boolean hasRegistry(String namespace, MicroConfig config) {
        return !namespace.equals(Namespaces.REGISTRY)
                && config.find(ConfigKeys.REGISTRY_URL).map(urls -> !urls.isEmpty()).orElse(true);
    }

    /** Returns the counters for the reports to registries; {@code null} if calls are not reported. */
    public @Nullable CallStatistics traffic() {
        return traffic;
    }

    /** Returns the name of the cluster that the hello announces; empty for none. */
    String cluster() {
        return cluster;
    }

    /** Sets the name of the cluster of which this node, a registry, is a member. */
    public void cluster(String name) {
        cluster = name;
    }

    /** Returns the id of this start of the node. */
    public String id() {
        return id;
    }

    /** Returns the announcement of this node; {@code null} until {@link #announce} was called. */
    public Announcement announcement() {
        return announcement;
    }

    /**
     * Returns the announcement by which this node connects as a visitor, for example before it knows its own address. A
     * registry of another project registers a node by the handshake alone. This announcement therefore has neither the
     * node's address nor a namespace that callers look up.
     */
    public Announcement visitor() {
        return new Announcement(InstanceKey.of(id + ".invalid", 1, ""), id, ownInfo());
    }

    /** Sets the advertised address. It may become known only after the node has begun to accept links. */
    public void announce(InstanceKey key, String scheme) {
        boolean first;
        synchronized (announcing) {
            first = announcement == null;
            announcement = new Announcement(key, namespace, info(key.path(), scheme));
        }
        announced();
        if (first) {
            // the peers dialled before know this node by an address that cannot be dialled
            links.all().stream().filter(link -> link.peer().isDialled() && !link.peer().namespace().equals(
                    Namespaces.REGISTRY)).forEach(Link::retire);
        }
    }

    private void announced() {
        Announcement own;
        synchronized (announcing) {
            own = announcement;
            if (!running || own == null || announcedToPolicy) {
                return;
            }
            announcedToPolicy = true;
        }
        policy.announced(namespace, own.key());
    }

    /** Sets whether the peers that this node dials from now on may call it over those links, and announces it. */
    void callBack(boolean may) {
        synchronized (announcing) {
            callBack = may;
            Announcement own = announcement;
            if (own != null) {
                announcement = new Announcement(own.key(), own.namespace(),
                        info(own.info().path(), own.info().scheme()));
            }
        }
    }

    /** Returns whether the peers that this node dials may call it over those links. */
    boolean mayCallBack() {
        return callBack;
    }

    /** Starts to accept and to check links. The node has a new id if it ran before. */
    public synchronized void start() {
        stopped = false;
        if (!running) {
            running = true;
            drain.reset();
            liveness = watch.start();
            if (policy.renews()) {
                renewal = environment.timer().every(TokenRenewal.periodNanos(), this::renew);
            }
            policy.started(namespace);
            announced();
            if (!policy.isFixed()) {
                modes.check();
                mode = environment.timer().every(ModeWatch.PERIOD_NANOS, modes::check);
            }
        }
    }

    private void renew() {
        // reads a changed file of secrets, which nothing else does while no handshake comes or goes
        policy.renews();
        links.all().forEach(renewals::send);
    }

    /**
     * Tells the peers that this node leaves, refuses new requests, and lets the calls in work end. The links stay open.
     * Has no effect on a node that does not run.
     *
     * @return completes when the calls in work have ended, or {@code micro.drain-timeout} has passed
     */
    public CompletableFuture<Void> drain() {
        return running ? drain.begin() : CompletableFuture.completedFuture(null);
    }

    /**
     * Sets how a drain finds the calls of this node that have begun.
     *
     * @param begun returns a condition that holds when all calls that have begun before have ended
     */
    public void ownCalls(Supplier<BooleanSupplier> begun) {
        drain.ownCalls(begun);
    }

    /** Returns whether the node has begun to drain, and runs. */
    public boolean isDraining() {
        return running && drain.hasBegun();
    }

    /** Returns whether the node is drained: no call is in work, or the time for them has passed. */
    public boolean isDrained() {
        return drain.isOver();
    }

    /** Drains the node, and closes all links. An interrupt of the thread ends neither. */
    public synchronized void stop() {
        stopped = true;
        if (!running) {
            return;
        }
        long end = System.nanoTime() + drainTimeoutNanos;
        Steps.run(drain::await, this::endTasks, dialling::giveUp, refusals::closeAll, () -> closeLinks(end),
                // the watch cuts off a peer that does not read at all
                liveness::cancel, serving::left, () -> id = environment.ids().get());
    }

    private void endTasks() {
        running = false;
        synchronized (announcing) {
            announcedToPolicy = false;
        }
        if (renewal != null) {
            renewal.cancel();
            renewal = null;
        }
        if (mode != null) {
            mode.cancel();
            mode = null;
        }
    }

    /**
     * Closes all links after their queued messages are sent: answers of calls that have ended may wait for a peer that
     * reads slowly. Cuts a link off that does not send them in time.
     *
     * @param end until when links may send, in the time of this process
     */
    private void closeLinks(long end) {
        Steps.each(links.all(), Link::leave);
        boolean closed = false;
        // a link is open until its queue has come to the close frame
        while (!closed && end - System.nanoTime() > 0 && links.all().stream().anyMatch(Link::isOpen)) {
            closed = Uninterruptibles.await(Math.min(end - System.nanoTime(), SEND_CHECK_INTERVAL_NANOS),
                    links::awaitEmpty);
        }
        closed = closed || Uninterruptibles.await(Math.min(drainTimeoutNanos, MAX_GOODBYE_NANOS), links::awaitEmpty);
        if (!closed) {
            // cut off: a close frame would wait in the queue, after messages that the other end does not read
            Steps.each(links.all(), link -> link.cutOff(CloseCodes.LEAVING, "leaving"));
        }
    }

    /**
     * Registers a route of the application.
     *
     * @throws IllegalArgumentException if the path is registered already or is reserved
     */
    public Registration register(RouteSpec spec, RouteHandler handler) {
        if (spec.pattern().canonical().startsWith(OWN_ROUTES)) {
            throw new IllegalArgumentException("route \"" + spec.pattern().text() + "\": routes that begin with "
                    + OWN_ROUTES + " are reserved");
        }
        return routes.add(spec.withMaxConcurrent(maxConcurrent.applyAsInt(spec)), handler);
    }

    private void routesChange() {
        handshake.routesChange();
    }

    /** Registers a route of the node itself. Its handler runs on the reading thread and must not block. */
    public Registration registerOwn(String url, RouteHandler handler) {
        return registerOwn(new RouteSpec(RouteSpec.of(url).pattern(), true, true), handler);
    }

    /** As {@link #registerOwn(String, RouteHandler)}, for a handler whose answer is long: it runs on a handler's thread. */
    public Registration registerOwnLong(String url, RouteHandler handler) {
        return registerOwn(new RouteSpec(RouteSpec.of(url).pattern(), true, false), handler);
    }

    private Registration registerOwn(RouteSpec spec, RouteHandler handler) {
        return routes.add(spec.withAccess(AccessRule.PERMIT_ALL), handler);
    }

    /** As {@link RouteTable#list}. The list has the node's own routes, too. */
    public List<RouteSpec> routes(String after, int most) {
        return routes.list(after, most);
    }

    /** As {@link RouteTable#version}. */
    public Object routesVersion() {
        return routes.version();
    }

    /** Adds an observer. The node calls it for each link that opens or closes from now on. */
    public void observe(LinkObserver observer) {
        observers.add(observer);
    }

    /** Sets which links are pinged when they are silent, but not closed: their owner decides when they are closed. */
    public void exemptFromSilence(Predicate<Link> kept) {
        watch.exemptFromSilence(kept);
    }

    /** Returns whether the node has read nothing from any link that others dialled for longer than a pong takes. */
    public boolean readsNothing() {
        return watch.readsNothing();
    }

    /** As {@link #link(PeerAddress)}, for any id. */
    public Link link(String peerNamespace, InstanceKey key) {
        return links.find(peerNamespace, key);
    }

    /** Returns the open links. */
    public Collection<Link> openLinks() {
        return links.all();
    }

    /** Returns the number of open links, without those that wait for a hello and that of a self-check. */
    public int links() {
        return links.listed();
    }

    /** Returns the number of places that links take. A link takes its place before it is in use. */
    int reservedLinks() {
        return links.size();
    }

    /**
     * Returns an open link over which this node may call the instance of an address, or {@code null} if there is none.
     * This node has dialled it, or the instance has proved its namespace. If a registry gave the id of the instance,
     * the other end of the link has announced that id.
     */
    public Link link(PeerAddress address) {
        return links.find(address.namespace(), address.key(), address.id());
    }

    /** Returns whether an address leads to this node: to its key, and not to an instance that used the key before. */
    public boolean isSelf(PeerAddress address) {
        return isOwnKey(address.key()) && (address.visited() || address.namespace().equals(namespace)
                && (address.id().isEmpty() || address.id().equals(id)));
    }

    /** Returns whether this node is in a zone, and the instance of an address is in another zone or in none. */
    public boolean isInOtherZone(PeerAddress address) {
        return !zone.isEmpty() && !zone.equals(address.zone());
    }

    /** Returns whether the instance of an address leaves, which may be this node: new calls go elsewhere. */
    public boolean isLeaving(PeerAddress address) {
        return leavingPeers.contains(address) || drain.hasBegun() && isSelf(address);
    }

    /** Returns whether this node refuses new requests because it leaves. */
    boolean isRefusing() {
        return serving.isLeaving();
    }

    /** Returns whether a key is this node's own key. */
    public boolean isOwnKey(InstanceKey key) {
        Announcement own = announcement;
        return own != null && own.key().equals(key);
    }

    /** Opens a link to an instance, or returns the link that is open or being opened. */
    public CompletableFuture<Link> dial(PeerAddress address) {
        return dialling.dial(address, dialRules::check);
    }

    /**
     * As {@link #dial(PeerAddress)}, for an instance that is registered here.
     *
     * @param remote the place from which it registered, as {@link PeerIdentity#place}
     */
    public CompletableFuture<Link> dialRegistered(PeerAddress address, String remote) {
        return dialling.dial(address,
                resolved -> dialRules.checkRegistered(resolved, address.key().host(), remote));
    }

    /** Opens a new link to the base address of a registry. */
    public CompletableFuture<Link> dial(URI base, String peerNamespace, Announcement as) {
        Announcement peer = new Announcement(InstanceKey.of(base), peerNamespace, PeerInfo.NONE);
        URI url = as.withDial(attempts.incrementAndGet()).withLabels(version, zone).connectUrl(base);
        boolean secure = "wss".equals(base.getScheme());
        return dialling.open(url, as.real(), dialled(peer),
                () -> policy.authorization(as.real(), self(), peer.key(), peerNamespace, secure), base.toString(),
                ConfigKeys.REGISTRY_CONNECT_TIMEOUT);
    }

    /**
     * Opens a link to this node's own address. The node does not list or count this link. A policy without proofs
     * cannot tell the other end of this link from a link of another node. Under such a policy the node lists and counts
     * that end.
     */
    CompletableFuture<Link> dialSelf(PeerAddress address) {
        Announcement self = new Announcement(address.key(), address.namespace(), announcement.info());
        PeerState peer = dialled(self);
        peer.renew(PeerIdentity.SELF);
        peer.mayHaveAnyName(); // the check compares the id
        return dialling.open(self.connectUrl(address.scheme(), address.key()), self, peer, policy::ownProof,
                address.key().toString(), ConfigKeys.CONNECT_TIMEOUT);
    }

    /**
     * Sends a request of this node to itself.
     *
     * @param metadata the texts that travel beside the payload
     */
    public void local(String url, String payload, Map<String, String> metadata, long deadline,
            OutboundRequest request) {
        serving.local(url, payload, metadata, deadline, request);
    }

    /**
     * Accepts or refuses a link that another node dialled.
     *
     * @param path the raw path below the context path
     * @param query the raw query, or {@code null}
     * @return the receiver of the link's messages. A refused link has a receiver too, and is then closed
     */
    public Receiver accept(Transport transport, String path, String query) {
        return handshake.accept(transport, path, query);
    }

    /**
     * Returns the refusal of a link, and logs it. It is empty if the link may be accepted. Called before the handshake
     * is answered.
     */
    public Optional<ConnectRefusal> refusal(ConnectRequest request) {
        return refusal(request, Optional::empty);
    }

    /**
     * As {@link #refusal(ConnectRequest)}, with a rule of the server.
     *
     * @param last asked about a link that nothing else refuses
     */
    public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
        return handshake.refusal(request, last);
    }

    /** Writes the refusal of a handshake because of its origin. */
    public void refusedOrigin(ConnectRequest request, String origin) {
        audit.refused(RefusalKind.ORIGIN, "a page of " + origin, request.remote(),
                "its origin is not in " + ConfigKeys.ALLOWED_ORIGINS.name());
    }

    /**
     * Makes the link of a socket that this node dialled. If a hello is required, the link is not used before the hello
     * has come.
     */
    Link opened(Transport transport, PeerState peer) {
        links.reserve(Integer.MAX_VALUE);
        Link link = null;
        try {
            link = newLink(transport, peer);
            if (peer.mustGreet()) {
                links.addUnproved(link);
            } else {
                addLink(link);
            }
            return link;
        } catch (RuntimeException | Error e) {
            if (link != null && link.isListed()) {
                link.abort(CloseCodes.INTERNAL_ERROR, "not opened");
            } else {
                // the end of a link that is not listed is not reported, and would give nothing back
                links.release();
            }
            throw e;
        }
    }

    /** Aborts a dialled link, which may be in use, because another instance answers there. */
    void abortMisdirected(Link link, String reason) {
        dialling.suspect(link.peer());
        if (link.isListed()) {
            link.abort(CloseCodes.POLICY, reason);
        }
    }

    /** Makes a dialled link usable, because its hello is the one of the dialled instance. */
    void proved(Link link) {
        links.removeUnproved(link);
        addLink(link);
    }

    /** Closes a dialled link that is not in use, because another instance answers there. */
    void rejectUnproved(Link link, String reason) {
        links.removeUnproved(link);
        links.release();
        link.abort(running ? CloseCodes.POLICY : CloseCodes.LEAVING, reason);
    }

    Link newLink(Transport transport, PeerState peer) {
        return new Link(transport, peer, this, limits, environment.timer(), environment.io(), counters);
    }

    void addLink(Link link) {
        // only the proof shows that this is the self-check: the hello gives the id of this node to everyone
        if (link.peer().identity().selfCheck()) {
            links.release();
        } else {
            links.add(link);
            try {
                Flight.opened(link.peer(), link.peer().isDialled());
                observers.forEach(observer -> observer.opened(link));
            } finally {
                // even if an observer throws, because the end of every listed link must be reported
                link.markListed();
                int code = link.closeCode();
                if (code != 0) {
                    // the link closed while its opening was reported. Its end may be reported only now
                    forget(link, code, "closed while it was opened");
                }
            }
            if (link.closeCode() != 0) {
                return;
            }
            if (!running) {
                // the link opened while this node closed its links
                link.leave();
            } else if (drain.hasBegun()) {
                // the link opened after the node had told its peers
                link.announceLeaving();
            }
        }
    }

    /** Returns the number of requests that wait for a thread or for a place of their route. */
    public int queuedRequests() {
        return serving.admission().queued();
    }

    /** Returns the number of requests in work, without those that wait. */
    public int activeRequests() {
        return Math.max(0, serving.inWork() - queuedRequests());
    }

    /** Returns the reason why this node cannot read from its links. It is empty if the node can read. */
    public Optional<String> readingProblem() {
        return watch.problem();
    }

    /** Returns whether the node was started and not stopped since. */
    public boolean isRunning() {
        return running;
    }

    /**
     * Returns whether the node may dial now. The first dial starts a node that was never started: an application may
     * call other services during its own start, long before its server listens.
     */
    boolean mayDial() {
        if (!running && !stopped) {
            beginUnlessStopped();
        }
        return running;
    }

    private synchronized void beginUnlessStopped() {
        if (!stopped) {
            start();
        }
    }

    /**
     * Returns the announcement for other nodes before this node knows its own address. It has the node's namespace and
     * an address that cannot be dialled.
     */
    Announcement provisionalAnnouncement() {
        return new Announcement(InstanceKey.of(id + ".invalid", 1, ""), namespace, ownInfo());
    }

    /** Returns whether the instance of an address has an open link to this node that the instance has dialled. */
    boolean isDialledBy(PeerAddress address) {
        return links.hasAccepted(address.namespace(), address.key());
    }

    LinkLimits limits() {
        return limits;
    }

    @Override
    public void request(Link link, Frame.Request request) {
        if (request.url().equals(LeaveMessages.URL) && !request.twoway()) {
            // only a push of the peer itself counts. A request for this url is served below, and finds no route
            leavingPeers.add(link);
            observers.forEach(observer -> observer.leaving(link));
        } else if (request.url().equals(Lease.REGISTERED) && !request.twoway()) {
            registered(link, request.payload());
        } else if (request.url().equals(TokenRenewal.URL) && !request.twoway()) {
            if (!link.peer().isDialled()) {
                handshake.renew(link, request.payload());
            }
        } else if (!request.url().equals(Hello.URL) || request.twoway()) {
            // a request for the url of the hello is served, and finds no route
            serving.request(link, request);
        } else if (link.peer().isDialled()) {
            handshake.greeted(link, request.payload());
        }
    }

    /** Stores the lease that a dialled registry has sent. The {@link PeerState} of any other peer ignores it. */
    private static void registered(Link link, String payload) {
        try {
            link.peer()
                    .registered(JsonTrees.read(payload == null ? "" : payload).asJsonObject().getString("lease", ""));
        } catch (JsonException | ClassCastException e) {
            // the lease cannot be read: the node is registered, but will not be able to prove that
            link.peer().registered("");
        }
    }

    @Override
    public void command(Link link, Frame.Command command) {
        commands.command(link, command);
    }

    /**
     * Passes commands of the second dialect to a handler from now on. Without a handler the node serves them as
     * requests.
     */
    public void commands(CommandHandler handler) {
        commands = handler;
    }

    /** Serves a command as a request: its name is the route, and its arguments are the payload. */
    private void serveCommand(Link link, Frame.Command command) {
        String url = command.cmd().startsWith("/") ? command.cmd() : "/" + command.cmd();
        serving.request(link, new Frame.Request(command.id(), command.twoway(), url, Props.payload(command.props()),
                -1));
    }

    @Override
    public void closed(Link link, int code, String reason) {
        link.peer().gone(code);
        leavingPeers.closed(link);
        if (link.isListed()) {
            forget(link, code, reason);
        }
    }

    private void forget(Link link, int code, String reason) {
        if (links.remove(link)) {
            Flight.closed(link.peer(), link.peer().isDialled(), code, reason);
            Steps.each(observers, observer -> observer.closed(link, code, reason));
        }
    }

    private PeerState dialled(Announcement peer) {
        return new PeerState(peer, true, limits.maxMessage());
    }

    PeerInfo ownInfo() {
        Announcement own = announcement;
        return own == null ? info("", "ws") : own.info();
    }

    private PeerInfo info(String path, String scheme) {
        return new PeerInfo(id, callBack ? features : answersOnly(), path, scheme).withMaxMessage(limits.maxMessage());
    }

    private Set<String> answersOnly() {
        return Stream.concat(features.stream(), Stream.of(PeerState.ANSWERS_ONLY))
                .collect(Collectors.toUnmodifiableSet());
    }

    private String ownHost() {
        Announcement own = announcement;
        return own == null ? null : own.key().host();
    }

    private String ownKey() {
        Announcement own = announcement;
        return own == null ? "" : own.key().toString();
    }
}
