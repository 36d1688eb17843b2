package io.microcdi.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InvalidHostException;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.route.IdempotentRoutes;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.internal.security.AnnounceRules;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.wire.Excerpts;

/**
 * The handshakes of a node's links (wire, Connecting). It reads the dialler's announcement, answers with a refusal or a
 * hello, and enables the features that both ends know. Thread-safe.
 */
final class Handshake {

    /** The url of a hello, as a frame has it. */
    private static final String HELLO = "\"" + Hello.URL + "\"";
    private static final long MAX_LEFT_MILLIS = TimeUnit.DAYS.toMillis(10_000);

    private final Node node;
    private final Set<String> features;
    private final LinkTable links;
    private final RouteTable routes;
    private final LinkLimits limits;
    private final int maxLinks;
    private final LinksByAddress addresses;
    private final DelayedRefusals refusals;
    private final ConnectPolicy policy;
    private final AnnounceRules rules;
    private final RefusalLog log;
    private final LogLimit warnings = LogLimit.ofWarnings(NodeLog.LOG::leftOut);
    private volatile Greeting greeting;

    /**
     * Makes the handshakes of a node.
     *
     * @param features the features that the node announces
     */
    Handshake(Node node, Set<String> features, LinkTable links, RouteTable routes, LinkLimits limits, int maxLinks,
            LinksByAddress addresses, DelayedRefusals refusals, ConnectPolicy policy, AnnounceRules rules) {
        this.node = node;
        this.features = features;
        this.links = links;
        this.routes = routes;
        this.limits = limits;
        this.maxLinks = maxLinks;
        this.addresses = addresses;
        this.refusals = refusals;
        this.policy = policy;
        this.rules = rules;
        this.log = new RefusalLog(node.environment().timer());
    }

    /** The part of the hello that all links share, and its content. */
    private record Greeting(PeerInfo info, String namespace, IdempotentRoutes idempotent, String text) {

        boolean isOf(PeerInfo nowInfo, String nowNamespace, IdempotentRoutes nowIdempotent) {
            return idempotent.equals(nowIdempotent) && namespace.equals(nowNamespace) && info.equals(nowInfo);
        }
    }

    /**
     * The decision about an announcement.
     *
     * @param announced {@code null} if the announcement was refused
     * @param refusal the refusal; {@code null} if the link is accepted
     */
    private record Verdict(Announcement announced, ConnectRefusal refusal) {

        static Verdict refused(int status, int code, String reason) {
            return new Verdict(null, new ConnectRefusal(status, code, reason));
        }

        boolean isRefused() {
            return announced == null;
        }
    }

    /** As {@link Node#accept}. */
    Receiver accept(Transport transport, String path, String query) {
        Verdict verdict = judge(ConnectRequest.of(path, query));
        LinksByAddress.Admitted admitted = null;
        if (!verdict.isRefused()) {
            admitted = addresses.take(verdict.announced());
            if (admitted == null) {
                // the server has answered the handshake without asking the policy
                ConnectPolicy.Decision decision = decide(ConnectRequest.of(path, query), verdict.announced());
                if (decision.isAdmitted()) {
                    admitted = LinksByAddress.Admitted.of(decision.identity());
                } else {
                    verdict = new Verdict(null, decision.refusal());
                }
            }
        }
        if (!verdict.isRefused() && !links.reserve(maxLinks)) {
            verdict = tooManyLinks();
        } else if (!verdict.isRefused() && !addresses.reserve(admitted)) {
            links.release();
            verdict = tooManyOfAddress();
        }
        if (verdict.isRefused()) {
            log(path, verdict);
            return refusals.refuse(transport, verdict.refusal().code(), verdict.refusal().reason(), query);
        }
        return open(transport, verdict.announced(), admitted);
    }

    /** Opens the link of an admitted peer, whose places are reserved. A failure gives them back. */
    private Link open(Transport transport, Announcement announced, LinksByAddress.Admitted admitted) {
        Link link = null;
        try {
            link = link(transport, announced, admitted.identity());
            // before it is listed: from then on only its end gives the place of its address back
            addresses.count(link, admitted);
            welcome(link);
            return link;
        } catch (RuntimeException | Error e) {
            if (link != null && link.isListed()) {
                link.abort(CloseCodes.INTERNAL_ERROR, "not opened");
            } else if (!admitted.identity().selfCheck()) {
                // the end of a link that is not listed is not reported, and would give nothing back
                links.release();
                addresses.release(link, admitted);
            }
            throw e;
        }
    }

    private Link link(Transport transport, Announcement announced, PeerIdentity identity) {
        int said = announced.info().maxMessage();
        PeerState peer = new PeerState(announced, said > 0 ? said : limits.maxMessage(), identity);
        bound(peer);
        return node.newLink(transport, peer);
    }

    private void welcome(Link link) {
        PeerState peer = link.peer();
        if (!peer.info().known()) {
            node.addLink(link);
            return;
        }
        enableReceiving(link);
        if (peer.info().has(Lease.FEATURE) && features.contains(Lease.FEATURE)
                && node.namespace().equals(Namespaces.REGISTRY)) {
            peer.nonce(Lease.random());
        }
        // no other frame may be sent before the hello
        link.corked(() -> {
            Greeting first = greeting();
            peer.sentRoutes(first.idempotent());
            link.greet(HELLO,
                    Hello.end(first.text(), peer.nonce(), node.cluster()), () -> enableSending(link));
            node.addLink(link);
            // the routes may have changed before the link was listed
            sendRoutes(link);
        });
    }

    /**
     * Tells the peers which calls they may repeat from now on. Called before a changed route serves a request. So the
     * message is in the queue of each link before any answer of that route.
     */
    void routesChange() {
        links.all().stream().filter(link -> link.peer().sentRoutes() != null)
                .forEach(link -> link.corked(() -> sendRoutes(link)));
    }

    private void sendRoutes(Link link) {
        PeerState peer = link.peer();
        // two changes at once must not overtake each other. Nothing is written here, because the link is corked
        synchronized (peer) {
            Greeting now = greeting();
            if (!now.idempotent().equals(peer.sentRoutes())) {
                peer.sentRoutes(now.idempotent());
                if (!link.push(HELLO, Hello.end(now.text(), "", "")) && link.isOpen()) {
                    link.closeLater(CloseCodes.TRY_AGAIN_LATER, "it cannot be told that the routes have changed");
                }
            }
        }
    }

    /** Returns the part of the hello that all links share. It is written again only if its content has changed. */
    private Greeting greeting() {
        PeerInfo info = node.ownInfo();
        String namespace = node.namespace();
        IdempotentRoutes idempotent = routes.idempotent();
        Greeting last = greeting;
        if (last == null || !last.isOf(info, namespace, idempotent)) {
            last = new Greeting(info, namespace, idempotent,
                    Hello.begin(info, namespace, limits.maxMessage(), idempotent));
            greeting = last;
        }
        return last;
    }

    /** As {@link Node#refusal}. */
    Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
        String remote = request.remote();
        Verdict verdict = judge(request);
        if (!verdict.isRefused() && links.size() >= maxLinks) {
            verdict = tooManyLinks();
        } else if (!verdict.isRefused() && addresses.isFull(remote)) {
            verdict = tooManyOfAddress();
        }
        if (!verdict.isRefused()) {
            ConnectPolicy.Decision decision = decide(request, verdict.announced());
            ConnectRefusal refusal = decision.isAdmitted() ? last.get().orElse(null) : decision.refusal();
            if (refusal == null) {
                addresses.mayOpen(verdict.announced(), decision.identity().from(request));
                return Optional.empty();
            }
            verdict = new Verdict(null, refusal);
        }
        log(remote == null ? request.path() : remote, verdict);
        return Optional.of(verdict.refusal());
    }

    /** Decides first which identity the peer has, and then whether this identity may announce its host. */
    private ConnectPolicy.Decision decide(ConnectRequest request, Announcement announced) {
        ConnectPolicy.Decision decision = policy.decide(request, announced, node.self());
        ConnectRefusal always = decision.isAdmitted() ? rules.refusalInEachMode(announced).orElse(null) : null;
        if (always != null) {
            decision = new ConnectPolicy.Decision(null, always);
        } else if (decision.refusal() == null) {
            decision = announces(request, announced, decision.identity());
        }
        ConnectRefusal refusal = decision.refusal();
        String who = who(announced);
        if (refusal != null && refusal.status() == ConnectRefusal.UNAVAILABLE) {
            return decision; // not in the audit log, because the peer is refused only for now
        }
        if (!decision.isAdmitted()) {
            node.audit().refused(refusal, who, request.remote());
        } else if (refusal != null) {
            node.audit().wouldRefuse(refusal.kind(), who, request.remote(), refusal.reason());
        }
        return decision;
    }

    /** Decides whether an admitted peer may announce its namespace and its host. */
    private ConnectPolicy.Decision announces(ConnectRequest request, Announcement announced, PeerIdentity identity) {
        SecurityMode mode = policy.mode(); // read once, because the mode may change between two calls
        ConnectRefusal refusal = rules.refusal(request, announced, identity).orElse(null);
        if (refusal != null && mode == SecurityMode.OFF) {
            // no proof is needed, so that a proof must not allow less than none
            refusal = rules.refusal(request, announced, PeerIdentity.UNPROVED.from(request)).orElse(null);
        }
        return new ConnectPolicy.Decision(refusal == null || mode == SecurityMode.PERMISSIVE ? identity : null,
                refusal);
    }

    private static String who(Announcement announced) {
        return announced.namespace() + " at " + announced.key();
    }

    /**
     * Reads a new token of the peer, and replaces the earlier one. An invalid token changes nothing. A token with other
     * rights to register or to look up closes the link.
     */
    void renew(Link link, String payload) {
        PeerState peer = link.peer();
        PeerIdentity before = peer.identity();
        ConnectPolicy.Decision decision = policy.renew(TokenRenewal.read(payload), before, peer.announced(),
                node.self());
        if (decision.isAdmitted()) {
            peer.renew(decision.identity());
            bound(peer);
            if (!decision.identity().hasRightsOf(before)) {
                // the earlier rights may have allowed a registration or a watch, which ends only with the link
                if (policy.enforces()) {
                    link.closeLater(CloseCodes.POLICY, "the rights of the token have changed");
                } else if (peer.isSecondDialect() || !decision.identity().seesAllOf(before)) {
                    peer.exempted();
                }
            }
        } else {
            ConnectRefusal refusal = decision.refusal();
            String reason = "its link is not renewed: " + refusal.reason();
            if (!node.exemptions().exempt(refusal.kind(), before, peer::toString, () -> reason)) {
                node.audit().refused(refusal.kind(), peer.toString(), peer.from(), reason);
            }
        }
    }

    /** Lets the link end when the proof of its peer ends, unless the mode requires no proofs. */
    private void bound(PeerState peer) {
        Timer timer = node.environment().timer();
        long ends = peer.identity().ends();
        if (policy.enforces() && ends != Long.MAX_VALUE) {
            long left = Math.max(0, Math.min(ends - timer.now().toEpochMilli(), MAX_LEFT_MILLIS));
            peer.endsAt(timer.nanoTime() + TimeUnit.MILLISECONDS.toNanos(left));
        } else {
            peer.endsNever();
        }
    }

    /**
     * Applies the present mode to an accepted link. It closes the link if its handshake would be refused now, or else
     * lets it end with the proof of its peer.
     */
    void recheck(Link link) {
        PeerState peer = link.peer();
        PeerIdentity identity = peer.identity();
        // the certificates of the handshake are not stored: a peer whose host only they allow is refused, and dials again
        ConnectRequest request = new ConnectRequest("", null, identity.remote(), identity.proxied(), false, false, null,
                null, List.of());
        ConnectRefusal refusal = !policy.enforces() ? null
                : policy.refusalNow(identity).or(() -> rules.refusal(request, peer.announced(), identity))
                        .or(() -> exemptionEnded(peer)).orElse(null);
        if (refusal == null) {
            bound(peer);
        } else if (link.closeLater(refusal.code(), refusal.reason())) {
            // a failure of the log must not prevent the check of the next links
            SafeLog.write(() -> node.audit().refused(refusal, peer.toString(), peer.from()));
        }
    }

    /** Returns the refusal of a peer that has used an exemption for something that ends only with its link. */
    private static Optional<ConnectRefusal> exemptionEnded(PeerState peer) {
        return peer.isExempted() ? Optional.of(new ConnectRefusal(ConnectRefusal.FORBIDDEN, CloseCodes.POLICY,
                "it has registered or watches what its proof does not allow, which " + ConfigKeys.SECURITY_MODE.name()
                        + " refuses now"))
                : Optional.empty();
    }

    private Verdict judge(ConnectRequest request) {
        if (!node.isRunning() || node.isRefusing()) {
            return Verdict.refused(ConnectRefusal.UNAVAILABLE, CloseCodes.LEAVING,
                    node.namespace() + (node.isRunning() ? " is leaving" : " does not run"));
        }
        try {
            Announcement announced = Announcement.parse(request.path(), request.query());
            if (!announced.namespace().equals(Namespaces.REGISTRY)) {
                return new Verdict(announced, null);
            }
            String reason = "the namespace " + Namespaces.REGISTRY + " is reserved";
            node.audit().refused(RefusalKind.RIGHTS, who(announced), request.remote(), reason);
            return Verdict.refused(ConnectRefusal.FORBIDDEN, CloseCodes.POLICY, reason);
        } catch (InvalidHostException e) {
            String reason = String.valueOf(e.getMessage());
            node.audit().refused(RefusalKind.ADDRESS, "a peer", request.remote(), reason);
            return Verdict.refused(ConnectRefusal.BAD_REQUEST, CloseCodes.POLICY, reason);
        } catch (IllegalArgumentException e) {
            return Verdict.refused(ConnectRefusal.BAD_REQUEST, CloseCodes.POLICY, e.getMessage());
        }
    }

    private Verdict tooManyLinks() {
        return Verdict.refused(ConnectRefusal.UNAVAILABLE, CloseCodes.TRY_AGAIN_LATER,
                "more than " + maxLinks + " links (" + ConfigKeys.MAX_LINKS.name() + ")");
    }

    private Verdict tooManyOfAddress() {
        return Verdict.refused(ConnectRefusal.UNAVAILABLE, CloseCodes.TRY_AGAIN_LATER, "more than "
                + addresses.max() + " links from one address (" + ConfigKeys.MAX_LINKS_PER_ADDRESS.name() + ")");
    }

    /** Logs a refusal, except one of a node that leaves: that is not a fault of the peer. */
    private void log(String who, Verdict verdict) {
        if (verdict.refusal().code() != CloseCodes.LEAVING) {
            log.refused(who, verdict.refusal().reason());
        }
    }

    /**
     * Reads a hello that came on a link which this node dialled. Of a later one only the routes count, because this node
     * has acted by the first.
     */
    void greeted(Link link, String payload) {
        PeerState peer = link.peer();
        boolean later = peer.greeting().isDone();
        try {
            Hello hello = Hello.read(payload);
            if (later) {
                peer.idempotent(hello.idempotent());
                link.keep(peer.held(hello.held()));
                return;
            }
            if (isFromExpectedPeer(link, hello)) {
                apply(link, hello);
            }
        } catch (IllegalArgumentException e) {
            if (later) {
                peer.idempotent(url -> false); // the routes that the peer has named before are not those of now
            }
            if (warnings.permits(node.environment().timer().nanoTime())) {
                NodeLog.LOG.badHello(link.peer().toString(), Excerpts.of(e));
            }
        }
    }

    /** Returns whether the expected peer answered. If another one did, its hello is refused. */
    private boolean isFromExpectedPeer(Link link, Hello hello) {
        PeerState peer = link.peer();
        if (peer.namespace().equals(Namespaces.REGISTRY) && !hello.namespace().isEmpty()
                && !hello.namespace().equals(Namespaces.REGISTRY)) {
            peer.refuse("it is not a registry, but a node of the namespace " + Excerpts.of(hello.namespace()));
            return false;
        }
        if (!peer.isExpected(hello.info().id(), hello.namespace())) {
            String reason = "another instance answers there"
                    + (hello.namespace().isEmpty() ? "" : ", of the namespace " + Excerpts.of(hello.namespace()));
            // in this order: calls that wait for the hello must not go to the other instance
            node.abortMisdirected(link, reason);
            peer.refuse(reason);
            return false;
        }
        return true;
    }

    private void apply(Link link, Hello hello) {
        PeerState peer = link.peer();
        link.keep(peer.held(hello.held()));
        peer.nonce(hello.nonce());
        peer.cluster(hello.cluster());
        peer.greet(hello.info(), hello.maxMessage(), hello.idempotent());
        enableReceiving(link);
        enableSending(link);
        peer.greeted();
    }

    private void enableReceiving(Link link) {
        link.enableReceiving(hasBatches(link), hasBinary(link));
    }

    private void enableSending(Link link) {
        link.enableSending(hasBatches(link), hasBinary(link));
    }

    private static boolean hasBatches(Link link) {
        return link.peer().info().has(PeerState.BATCH);
    }

    private boolean hasBinary(Link link) {
        return link.peer().info().has(PeerState.BINARY) && features.contains(PeerState.BINARY);
    }
}
