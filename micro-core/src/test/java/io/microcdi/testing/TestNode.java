package io.microcdi.testing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.microcdi.MicroPeer;
import io.microcdi.Registration;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.call.DefaultCaller;
import io.microcdi.internal.discovery.AddressSource;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.discovery.Registrar;
import io.microcdi.internal.discovery.RegistryObserver;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.websocket.LinkAcceptor;

/** A node in a {@link World}, joined from the same parts as a real one. */
public final class TestNode implements AddressSource, RegistryObserver {

    private final World world;
    private final String address;
    private final Node node;
    private final Directory directory;
    private final Registrar registrar;
    private final DefaultCaller caller;
    private final List<String> events = new ArrayList<>();

    TestNode(World world, String namespace, String address) {
        this.world = world;
        this.address = address;
        this.node = new Node(namespace, Set.of(Node.WATCH, Lease.FEATURE), world.config(),
                world.environment(this::peer), world.network(), policy(world));
        this.directory = new Directory(node, world.config(), this);
        this.registrar = new Registrar(node, directory, this, world.config(), this);
        this.caller = new DefaultCaller(node, directory, world.config());
    }

    /** The policy of real nodes where the world chose a mode: its network tells nothing of loopback addresses. */
    private static ConnectPolicy policy(World world) {
        return world.config().isConfigured(ConfigKeys.SECURITY_MODE) ? new TokenPolicy(world.config(), world.timer())
                : ConnectPolicy.OFF;
    }

    private MicroPeer peer(Link link) {
        return caller.peer(link);
    }

    /** Serves a route. */
    public Registration route(String pattern, RouteHandler handler) {
        return node.register(RouteSpec.of(pattern), handler);
    }

    /** Serves a route that callers may repeat. */
    public Registration idempotentRoute(String pattern, RouteHandler handler) {
        return node.register(new RouteSpec(PathPattern.parse(pattern), true, false), handler);
    }

    /** Listens and joins. */
    public TestNode start() {
        listen();
        registrar.start();
        return this;
    }

    /** Listens and accepts, but joins no registry. */
    public TestNode listen() {
        node.start();
        world.network().listen(address, node.policy() == ConnectPolicy.OFF ? node::accept : new Checked());
        return this;
    }

    /** Joins, also if another node listens at its address. */
    public void joinOnly() {
        registrar.start();
    }

    /** Leaves the registries, and accepts as before. */
    public void leaveOnly() {
        registrar.stop();
    }

    /** Leaves in good order. */
    public void stop() {
        registrar.stop();
        node.stop();
        caller.forget();
        directory.clear();
        world.network().unlisten(address);
    }

    /** Dies: nobody listens at its address, and the sockets that others opened to it, and its own, break. */
    public void kill() {
        world.network().unlisten(address);
        String self = "/" + InstanceKey.parse(address).host() + "/" + InstanceKey.parse(address).port() + "/";
        world.network().dials().stream().filter(dial -> dial.url().getRawAuthority().equals(address)
                || dial.url().getRawPath().contains(self)).forEach(dial -> dial.pipe().cut());
    }

    /** Stops as a process does that is sent SIGSTOP: nothing is read or closed any more, sockets stay open. */
    public void freeze() {
        world.network().dials(address).forEach(dial -> dial.pipe().acceptor().stop());
    }

    /** Goes on after {@link #freeze()}. */
    public void thaw() {
        world.network().dials(address).forEach(dial -> dial.pipe().acceptor().thaw());
    }

    /** Calls without a payload and reads a text. */
    public CompletableFuture<String> call(String namespace, String url) {
        return caller.callAsync(namespace, url, null, String.class);
    }

    /** Calls and reads a text. */
    public CompletableFuture<String> call(String namespace, String url, Duration timeout) {
        return caller.to(namespace).timeout(timeout).callAsync(url, null, String.class);
    }

    /** The node. */
    public Node node() {
        return node;
    }

    /** The node's view of the registries. */
    public Directory directory() {
        return directory;
    }

    /** How it calls. */
    public DefaultCaller caller() {
        return caller;
    }

    /** The events about registries, for example {@code joined ws://…}. */
    public List<String> events() {
        return events;
    }

    @Override
    public InstanceKey find() {
        return InstanceKey.parse(address);
    }

    @Override
    public void joined(URI registry) {
        events.add("joined " + registry.getAuthority());
    }

    @Override
    public void lost(URI registry) {
        events.add("lost " + registry.getAuthority());
    }

    @Override
    public void unreachable(URI registry, Throwable failure) {
        events.add("unreachable " + registry.getAuthority());
    }

    @Override
    public void notReachable() {
        events.add("not reachable");
    }

    /** Decides before the handshake, as servers do. */
    private final class Checked implements LinkAcceptor {

        @Override
        public Receiver accept(Transport transport, String path, String query) {
            return node.accept(transport, path, query);
        }

        @Override
        public Optional<ConnectRefusal> refusal(ConnectRequest request) {
            return node.refusal(request);
        }
    }
}
