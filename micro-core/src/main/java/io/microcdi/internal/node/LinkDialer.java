package io.microcdi.internal.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.error.CallDetails;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.Causes;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.IgnoringReceiver;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.DialRules;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.wire.Excerpts;

/**
 * The dialling side of a node. It makes one dial at a time to an instance, each within the connect timeout.
 * Thread-safe.
 */
final class LinkDialer {

    private static final int MAX_SUSPECTED = 1_000;
    private static final long HELLO_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Node node;
    private final Dialer dialer;
    private final MicroConfig config;
    private final RefusalLog log;
    private final Map<PeerAddress, CompletableFuture<Link>> dialsInProgress = new ConcurrentHashMap<>();
    /**
     * The dials that have no link yet, with the details of their failure if they get none. Their number is bounded by
     * the callers and registries that dial at the same time.
     */
    private final Map<CompletableFuture<Link>, CallDetails> open = new ConcurrentHashMap<>();
    /**
     * The dialled peers in whose place another namespace has answered. The next dial of such a peer waits for the
     * hello.
     */
    private final Set<Destination> suspected = ConcurrentHashMap.newKeySet();

    private record Destination(String namespace, InstanceKey key) {

        static Destination of(PeerState peer) {
            return new Destination(peer.namespace(), peer.key());
        }
    }

    LinkDialer(Node node, Dialer dialer, MicroConfig config) {
        this.node = node;
        this.dialer = dialer;
        this.config = config;
        this.log = new RefusalLog(node.environment().timer(), NodeLog.LOG::notDialled);
    }

    /**
     * Opens a link to an instance. The method never throws: the future fails if the address is invalid. The future
     * always completes.
     *
     * @param rules the rules for an address that this node knows only from other nodes
     */
    CompletableFuture<Link> dial(PeerAddress address, DialRules.Check rules) {
        Link open = node.link(address);
        if (open != null) {
            return CompletableFuture.completedFuture(open);
        }
        CompletableFuture<Link> mine = new CompletableFuture<>();
        PeerAddress target = address.target();
        CompletableFuture<Link> others = dialsInProgress.putIfAbsent(target, mine);
        if (others != null) {
            return others;
        }
        try {
            begin(address, rules).whenComplete((link, failure) -> {
                dialsInProgress.remove(target, mine);
                if (failure == null) {
                    mine.complete(link);
                } else {
                    mine.completeExceptionally(failure);
                }
            });
        } catch (Throwable e) { // otherwise all later dials of this instance would wait for this one
            dialsInProgress.remove(target, mine);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private CompletableFuture<Link> begin(PeerAddress address, DialRules.Check rules) {
        try {
            Announcement said = announcementFor(address);
            URI url = said.connectUrl(address.scheme(), address.key());
            Announcement peer = new Announcement(address.key(), address.namespace(), PeerInfo.NONE);
            PeerState state = new PeerState(peer, true, address.secondDialect(), node.limits().maxMessage(),
                    address.id());
            if (address.secondDialect() ? !node.mayCallBack() : said.info().has(PeerState.ANSWERS_ONLY)) {
                state.takesNoCalls();
            }
            if (address.silent()) {
                state.withoutGreeting();
            }
            if (address.visited()) {
                state.mayHaveAnyName();
            } else if (suspected.contains(Destination.of(state))) {
                state.suspect();
            }
            DialRules.Check check = address.visited() ? DialRules.Check.NONE
                    : resolved -> check(state, rules, resolved);
            boolean secure = url.getScheme().equals("wss");
            // a peer of the second dialect reads no token, so that it must not get one
            Supplier<Optional<String>> proofs = () -> address.secondDialect() ? Optional.empty()
                    : node.policy().authorization(said, node.self(), address.key(),
                            address.visited() ? ConnectPolicy.ANY_NAMESPACE : address.namespace(), secure);
            return open(url, said.real(), state, proofs, address.key().toString(), ConfigKeys.CONNECT_TIMEOUT, check,
                    io().naming());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(new ConnectFailedException(
                    "could not connect to " + address.key() + ": " + Excerpts.of(e),
                    new CallDetails(address.namespace(), null, address.key().toString(), null), false, e));
        }
    }

    /**
     * Returns the announcement for a peer. A peer that ignores paths takes two deployments on one server for the same
     * node. A peer of the Node.js package has at most one link for each host and port. So a link from here would
     * replace the link by which that peer calls this node. Therefore such a peer gets a host that is unique to this
     * node.
     */
    private Announcement announcementFor(PeerAddress address) {
        Announcement own = node.announcement();
        if (address.visited()) {
            return node.visitor();
        }
        if (own == null) {
            Announcement provisional = node.provisionalAnnouncement();
            return address.secondDialect() ? new Announcement(provisional.key(), "", PeerInfo.NONE) : provisional;
        }
        boolean ambiguous = !address.versioned() && (!own.key().path().isEmpty() || node.isDialledBy(address));
        Announcement said = ambiguous ? own.withHost(node.id() + ".invalid") : own;
        return address.secondDialect() ? new Announcement(said.key(), "", PeerInfo.NONE) : said;
    }

    /** Checks an address that this node knows only from other nodes. */
    private void check(PeerState peer, DialRules.Check rules, InetAddress resolved) throws IOException {
        try {
            rules.check(resolved);
        } catch (IOException e) {
            node.audit().refused(RefusalKind.ADDRESS, peer.toString(), null, "is not dialled: " + e.getMessage());
            log.refused(peer.toString(), e.getMessage());
            throw e;
        }
    }

    /**
     * Opens a link to an address that the configuration names.
     *
     * @param said the announcement of this node
     * @param proofs makes the header {@code Authorization} of the handshake
     * @param timeout the time until the dial fails
     */
    CompletableFuture<Link> open(URI url, Announcement said, PeerState peer, Supplier<Optional<String>> proofs,
            String name, ConfigKey<Duration> timeout) {
        return open(url, said, peer, proofs, name, timeout, DialRules.Check.NONE, io().resolving());
    }

    private IoExecutors io() {
        return node.environment().io();
    }

    /**
     * Opens a link to the peer that a new state describes. If the dial cannot begin, the future fails.
     *
     * @param said the announcement of this node
     * @param proofs makes the header {@code Authorization} of the handshake
     * @param timeout the time until the dial fails
     * @param check checks the resolved address
     * @param names resolves a name
     */
    @SuppressWarnings("CollectionUndefinedEquality") // the identity of the future is its key
    private CompletableFuture<Link> open(URI url, Announcement said, PeerState peer,
            Supplier<Optional<String>> proofs, String name, ConfigKey<Duration> timeout, DialRules.Check check,
            Executor names) {
        peer.proveBy(proofs);
        CompletableFuture<Link> result = new CompletableFuture<>();
        CallDetails details = new CallDetails(peer.namespace(), null, name, null);
        Duration time = config.get(timeout);
        Timer.Alarm alarm = node.environment().timer().after(time.toNanos(),
                () -> result.completeExceptionally(new ConnectFailedException(
                        "Connection timeout: " + name + " did not complete the WebSocket handshake within "
                                + time.toMillis() + " ms (" + timeout.name() + ")",
                        details, false, null)));
        open.put(result, details);
        result.whenComplete((link, failure) -> {
            open.remove(result);
            alarm.cancel();
        });
        if (!node.mayDial()) {
            result.completeExceptionally(new ConnectFailedException(
                    name + " was not dialled: this node does not run", details, false, null));
            return result;
        }
        try {
            // a name server that does not answer holds a thread, and any peer chooses its own name
            Executor diallers = IpRanges.literal(String.valueOf(url.getHost())).isPresent() ? io().dialling() : names;
            diallers.execute(() -> connect(url, said, peer, check, result, details));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    new ConnectFailedException(name + " was not dialled: too many dials wait", details, false, e));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(
                    new ConnectFailedException(name + " was not dialled: the dial could not begin", details, false, e));
        }
        return result;
    }

    /** Lets the next dial of a peer, which has answered under another namespace, wait for the hello. */
    void suspect(PeerState peer) {
        if (suspected.size() >= MAX_SUSPECTED) {
            suspected.clear();
        }
        suspected.add(Destination.of(peer));
    }

    /**
     * Fails all dials that have no link yet. Called when the node has stopped, because its timer no longer ends them.
     */
    void giveUp() {
        open.forEach((result, details) -> result.completeExceptionally(leaving(details)));
    }

    private static ConnectFailedException leaving(CallDetails details) {
        return new ConnectFailedException("could not connect to " + details.instance() + ": this node is leaving",
                details, false, null);
    }

    private void connect(URI url, Announcement said, PeerState peer, DialRules.Check check,
            CompletableFuture<Link> result, CallDetails details) {
        if (result.isDone()) {
            // the dial timed out while it waited for a thread
            return;
        }
        try {
            recordNoToken(url, peer);
            CompletableFuture<Void> dial = dialer.dial(url, peer.newProof().orElse(null), check,
                    transport -> opened(transport, peer, result));
            result.whenComplete((link, failure) -> {
                if (failure != null) {
                    dial.cancel(true);
                }
            });
            dial.whenComplete((open, failure) -> {
                if (failure != null) {
                    failed(failure, said, result, details);
                }
            });
        } catch (RuntimeException | Error e) {
            failed(e, said, result, details);
        }
    }

    private void recordNoToken(URI url, PeerState peer) {
        if (node.policy().mode() != SecurityMode.PERMISSIVE || peer.isSecondDialect() || node.isOwnKey(peer.key())) {
            return;
        }
        String noToken = node.policy().noToken(peer.key(), url.getScheme().equals("wss"));
        if (noToken != null) {
            SafeLog.write(() -> node.audit().wouldRefuse(RefusalKind.ADDRESS, peer.toString(), peer.from(),
                    "is dialled without a token: " + noToken));
        }
    }

    /** Fails a dial. A server that answers 403 does not say which part of the announcement it refuses. */
    private static void failed(Throwable failure, Announcement said, CompletableFuture<Link> result,
            CallDetails details) {
        Throwable cause = Causes.unwrapped(failure);
        failed(cause instanceof ForbiddenHandshakeException ? cause.getMessage() + ". This node announced " + said.key()
                + (said.namespace().isEmpty() ? "" : " and the namespace " + said.namespace()) : Excerpts.of(cause),
                cause, result, details);
    }

    private static void failed(String reason, Throwable cause, CompletableFuture<Link> result, CallDetails details) {
        result.completeExceptionally(new ConnectFailedException(
                "could not connect to " + details.instance() + ": " + reason, details, false, cause));
    }

    private Receiver opened(Transport transport, PeerState peer, CompletableFuture<Link> result) {
        if (result.isDone()) {
            int code = node.isRunning() ? CloseCodes.NORMAL : CloseCodes.LEAVING;
            node.environment().io().closing().execute(() -> transport.close(code, "too late"));
            return IgnoringReceiver.INSTANCE;
        }
        Link link = node.opened(transport, peer);
        if (peer.mustGreet()) {
            awaitHello(link, result);
        } else if (!result.complete(link)) {
            link.close(node.isRunning() ? CloseCodes.NORMAL : CloseCodes.LEAVING, "too late");
        }
        return link;
    }

    /**
     * Waits for the hello before any request is sent, because another service may have taken the address in the
     * meantime.
     */
    private void awaitHello(Link link, CompletableFuture<Link> result) {
        PeerState peer = link.peer();
        Timer.Alarm helloTimeout = node.environment().timer().after(HELLO_TIMEOUT_NANOS, () -> {
            // a peer of the Node.js package sends no hello
            suspected.remove(Destination.of(peer));
            peer.refuse("said no hello within " + HELLO_TIMEOUT_NANOS / 1_000_000 + " ms");
        });
        // this runs also if the dial was cancelled or has exceeded the connect timeout
        result.whenComplete((done, failure) -> {
            if (failure != null) {
                peer.refuse("too late");
            }
        });
        peer.greeting().whenComplete((info, failure) -> {
            helloTimeout.cancel();
            if (failure == null) {
                suspected.remove(Destination.of(peer));
                node.proved(link);
                if (!result.complete(link)) {
                    link.close(CloseCodes.NORMAL, "too late");
                }
            } else {
                node.rejectUnproved(link, failure.getMessage());
                Throwable cause = Causes.unwrapped(failure);
                failed(Excerpts.of(cause), cause, result,
                        new CallDetails(peer.namespace(), null, peer.key().toString(), null));
            }
        });
    }
}
