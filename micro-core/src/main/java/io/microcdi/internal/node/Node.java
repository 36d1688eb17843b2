package io.microcdi.internal.node;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.microcdi.Registration;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;
import io.microcdi.internal.link.LinkHandler;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.Props;

/**
 * The engine of a node: its routes, its links, and both ways in which links come to be. Thread-safe. It may be started
 * and stopped again and again.
 */
public final class Node implements LinkHandler {

    /** What the urls of a node's own routes begin with. */
    public static final String OWN_ROUTES = "/-/";

    /** Feature: a registry tells of changes; a node understands them. */
    public static final String WATCH = "watch";

    private static final List<String> FEATURES = List.of(PeerState.BATCH, PeerState.BINARY, PeerState.DEADLINE,
            PeerState.METADATA, "errors", "path");

    private static final long MAX_GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private volatile String namespace;
    private final Set<String> features;
    private final NodeEnvironment environment;
    private final LinkLimits limits;
    private final long shutdownTimeout;
    private final long registryTimeout;
    private final long connectTimeout;
    private final RouteTable routes = new RouteTable();
    private final LinkTable links = new LinkTable();
    private final AtomicLong attempts = new AtomicLong();
    private final LinkCounters counters = new LinkCounters();
    private final List<LinkObserver> observers = new CopyOnWriteArrayList<>();
    private final Serving serving;
    private final Dialling dialling;
    private volatile Announcement announcement;
    private volatile boolean running;
    private volatile boolean stopped;
    private volatile String id;
    private volatile CommandHandler commands = this::serveCommand;
    private final LinkWatch watch;
    private final Refusals refusals;
    private final Handshake handshake;
    private Timer.Alarm liveness;

    /**
     * A node that does not run yet.
     *
     * @param namespace what it is called by; checked by whoever configured it
     * @param features what it announces beyond what every node does
     */
    public Node(String namespace, Set<String> features, MicroConfig config, NodeEnvironment environment,
            Dialer dialer) {
        this.namespace = namespace;
        boolean binary = config.get(ConfigKeys.BINARY_MESSAGES);
        this.features = Stream.concat(FEATURES.stream(), features.stream())
                .filter(feature -> binary || !feature.equals(PeerState.BINARY)).collect(Collectors.toUnmodifiableSet());
        this.environment = environment;
        this.limits = LinkLimits.of(config);
        this.shutdownTimeout = config.get(ConfigKeys.SHUTDOWN_TIMEOUT).toNanos();
        this.serving = new Serving(this::namespace, this::ownKey, environment,
                config.get(ConfigKeys.HANDLER_TIMEOUT).toNanos(), routes, config.get(ConfigKeys.ERRORS_EXPOSE));
        this.connectTimeout = config.get(ConfigKeys.CONNECT_TIMEOUT).toNanos();
        this.dialling = new Dialling(this, dialer, connectTimeout);
        this.registryTimeout = config.get(ConfigKeys.REGISTRY_CONNECT_TIMEOUT).toNanos();
        this.watch = new LinkWatch(links, environment.watch(), limits.pingAfter());
        this.refusals = new Refusals(environment, () -> running);
        this.handshake = new Handshake(this, this.features, links, routes, limits, config.get(ConfigKeys.MAX_LINKS),
                refusals);
        this.id = newId();
    }

    /** What it is called by. */
    public String namespace() {
        return namespace;
    }

    /**
     * Calls it by another name, while nobody knows it: an application may call before it is known where it is deployed.
     *
     * @throws IllegalStateException if it has announced itself
     */
    public void rename(String newNamespace) {
        if (announcement != null && !newNamespace.equals(namespace)) {
            throw new IllegalStateException("the node is known as " + namespace + " already");
        }
        namespace = newNamespace;
    }

    /** What it was given. */
    public NodeEnvironment environment() {
        return environment;
    }

    /** What happened on its links. */
    public LinkCounters counters() {
        return counters;
    }

    /** The id of this start. */
    public String id() {
        return id;
    }

    /** How it presents itself; {@code null} until {@link #announce} was called. */
    public Announcement announcement() {
        return announcement;
    }

    /**
     * How it presents itself where it must not be found, as before it knows its address: a handshake alone is a registration,
     * so that it has neither the node's address nor a namespace that anybody looks up.
     */
    public Announcement visitor() {
        return new Announcement(InstanceKey.of(id + ".invalid", 1, ""), id, ownExtras());
    }

    /** Sets where it listens, which may be known only after it began to accept. */
    public void announce(InstanceKey key, String scheme) {
        boolean guest = announcement == null;
        announcement = new Announcement(key, namespace, extras(key.path(), scheme));
        if (guest) {
            // what was dialled before knows this node by an address that nobody dials
            links.all().stream().filter(link -> link.peer().isDialled() && !link.peer().namespace().equals(
                    Namespaces.REGISTRY)).forEach(Link::retire);
        }
    }

    /** Begins to accept links and to look after them; with a new id if it ran before. */
    public synchronized void start() {
        stopped = false;
        if (!running) {
            running = true;
            serving.comeBack();
            liveness = watch.start();
        }
    }

    /** Takes no more requests, waits for those in work up to {@code micro.shutdown-timeout}, and closes all links. */
    public synchronized void stop() {
        stopped = true;
        if (!running) {
            return;
        }
        try {
            serving.leave(shutdownTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
        liveness.cancel();
        dialling.giveUp();
        refusals.closeAll();
        closeLinks();
        serving.left();
        id = newId();
    }

    /** Links say goodbye behind what they still have to write; one that does not get that far is closed all the same. */
    private void closeLinks() {
        links.all().forEach(link -> link.close(CloseCodes.LEAVING, "leaving"));
        boolean closed = false;
        try {
            closed = links.awaitEmpty(Math.min(shutdownTimeout, MAX_GOODBYE_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!closed) {
            // not by a close frame, which waits behind what the other end does not read
            links.all().forEach(link -> link.cutOff(CloseCodes.LEAVING, "leaving"));
        }
    }

    /**
     * Serves a route for users.
     *
     * @throws IllegalArgumentException if it is taken or reserved
     */
    public Registration register(RouteSpec spec, RouteHandler handler) {
        if (spec.pattern().text().startsWith(OWN_ROUTES)) {
            throw new IllegalArgumentException("route \"" + spec.pattern().text() + "\": routes that begin with "
                    + OWN_ROUTES + " are reserved");
        }
        return routes.add(spec, handler);
    }

    /** Serves a route of the node's own on the thread that reads; it must not block. */
    public Registration registerOwn(String url, RouteHandler handler) {
        return routes.add(new RouteSpec(RouteSpec.of(url).pattern(), true, true), handler);
    }

    /** Tells of links from now on. */
    public void observe(LinkObserver observer) {
        observers.add(observer);
    }

    /** An open link to an instance, whoever dialled it; {@code null} if there is none. */
    public Link link(String peerNamespace, InstanceKey key) {
        return links.find(peerNamespace, key);
    }

    /** The links that are open. */
    public Collection<Link> openLinks() {
        return links.all();
    }

    /** How many links are open. */
    public int links() {
        return links.size();
    }

    /** Whether a key is this node's own. */
    public boolean isSelf(InstanceKey key) {
        Announcement own = announcement;
        return own != null && own.key().equals(key);
    }

    /** Opens a link to an instance, or takes the one that is open or being opened. */
    public CompletableFuture<Link> dial(PeerAddress address) {
        return dialling.dial(address);
    }

    /** Opens a link to the base address of a registry; always a new one. */
    public CompletableFuture<Link> dial(URI base, String peerNamespace, Announcement as) {
        Announcement peer = new Announcement(InstanceKey.of(base), peerNamespace, PeerInfo.NONE);
        URI url = as.withDial(attempts.incrementAndGet()).connectUrl(base);
        return dialling.open(url, dialled(peer), base.toString(), registryTimeout);
    }

    /** Opens a link to this node's own address, which counts as no link of it. */
    CompletableFuture<Link> dialSelf(PeerAddress address) {
        Announcement self = new Announcement(address.key(), address.namespace(), announcement.extras());
        return dialling.open(self.connectUrl(address.scheme(), address.key()), dialled(self), address.key().toString(),
                connectTimeout);
    }

    /**
     * Sends a request of this node to itself.
     *
     * @param metadata the texts beside the payload
     */
    public void local(String url, String payload, Map<String, String> metadata, long deadline,
            OutboundRequest request) {
        serving.local(url, payload, metadata, deadline, request);
    }

    /**
     * Takes a link that another node opened.
     *
     * @param path the raw path below the context path
     * @param query the raw query, or {@code null}
     * @return who receives from it; also for a link that is refused, which is then closed
     */
    public Receiver accept(Transport transport, String path, String query) {
        return handshake.accept(transport, path, query);
    }

    /**
     * Says why a link would be refused, and logs it: asked before its handshake is answered.
     *
     * @param remote the address that the handshake came from; {@code null} if it is not known
     */
    public Optional<String> refusal(String path, String query, String remote) {
        return handshake.refusal(path, query, remote);
    }

    /** Takes a link that this node opened; nobody may use it before the hello where one is required. */
    Link opened(Transport transport, PeerState peer) {
        links.reserve(Integer.MAX_VALUE);
        Link link = newLink(transport, peer);
        if (!peer.mustGreet()) {
            makeKnown(link);
        }
        return link;
    }

    /** The hello of a link that this node opened is that of whoever was dialled. */
    void proved(Link link) {
        makeKnown(link);
    }

    /** A link that this node opened leads to somebody else. */
    void disproved(Link link, String reason) {
        links.release();
        link.abort(running ? CloseCodes.POLICY : CloseCodes.LEAVING, reason);
    }

    Link newLink(Transport transport, PeerState peer) {
        return new Link(transport, peer, this, limits, environment.timer(), environment.io(), counters);
    }

    void makeKnown(Link link) {
        boolean self = link.peer().extras().id().equals(id);
        if (self) {
            links.release();
        } else {
            links.add(link);
            try {
                observers.forEach(observer -> observer.opened(link));
            } finally {
                // whatever an observer throws: the end of a link that is listed must be told
                link.markKnown();
            }
            int code = link.closeCode();
            if (code != 0) {
                // while it became known: nobody was told, since its end must not be told before its beginning
                forget(link, code, "closed while it was opened");
            } else if (!running) {
                // it came while this node was closing its links
                link.close(CloseCodes.LEAVING, "leaving");
            }
        }
    }

    /** The reason for which this node cannot read from its links; empty if it can. */
    public Optional<String> readingProblem() {
        return watch.problem();
    }

    /** Whether it has begun, and not stopped since. */
    public boolean isRunning() {
        return running;
    }

    /**
     * Whether it may dial now. A node that has never begun does so with its first dial: an application may call while it is
     * being started, long before its server listens.
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

    /** How it presents itself to other nodes before it knows its own address: as itself, at an address that nobody dials. */
    Announcement guest() {
        return new Announcement(InstanceKey.of(id + ".invalid", 1, ""), namespace, ownExtras());
    }

    LinkLimits limits() {
        return limits;
    }

    @Override
    public void request(Link link, Frame.Request request) {
        if (!request.url().equals(Hello.URL) || request.twoway()) {
            // nobody asks for a hello: there is no such route
            serving.request(link, request);
        } else if (link.peer().isDialled()) {
            handshake.greeted(link, request.payload());
        }
    }

    @Override
    public void command(Link link, Frame.Command command) {
        commands.command(link, command);
    }

    /** Takes commands of the second dialect from now on; otherwise they are served as requests. */
    public void commands(CommandHandler handler) {
        commands = handler;
    }

    /** A command is the route of its name, and its arguments are the payload. */
    private void serveCommand(Link link, Frame.Command command) {
        String url = command.cmd().startsWith("/") ? command.cmd() : "/" + command.cmd();
        serving.request(link, new Frame.Request(command.id(), command.twoway(), url, Props.payload(command.props()),
                -1));
    }

    @Override
    public void closed(Link link, int code, String reason) {
        link.peer().gone(code);
        if (link.isKnown()) {
            forget(link, code, reason);
        }
    }

    private void forget(Link link, int code, String reason) {
        if (links.remove(link)) {
            observers.forEach(observer -> observer.closed(link, code, reason));
        }
    }

    private PeerState dialled(Announcement peer) {
        return new PeerState(peer, true, limits.maxMessage());
    }

    PeerInfo ownExtras() {
        Announcement own = announcement;
        return own == null ? extras("", "ws") : own.extras();
    }

    private PeerInfo extras(String path, String scheme) {
        return new PeerInfo(id, features, path, scheme).withMaxMessage(limits.maxMessage());
    }

    private String ownKey() {
        Announcement own = announcement;
        return own == null ? "" : own.key().toString();
    }

    /** Whoever knows it may replace this node's registration: it must not be guessed, so no given source will do. */
    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
