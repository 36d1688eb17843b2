package io.microcdi.internal.node;

import java.util.Optional;
import java.util.Set;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.internal.wire.Excerpts;

/**
 * The handshakes of a node's links (wire, Connecting). It reads the dialler's announcement, answers with a refusal or a
 * hello, and enables the features that both ends know. Thread-safe.
 */
final class Handshake {

    private final Node node;
    private final Set<String> features;
    private final LinkTable links;
    private final RouteTable routes;
    private final LinkLimits limits;
    private final int maxLinks;
    private final LinksByAddress addresses;
    private final Refusals refusals;
    private final RefusalLog log;
    private final LogLimit warnings = LogLimit.ofWarnings(NodeLog.LOG::leftOut);

    /**
     * Makes the handshakes of a node.
     *
     * @param features the features that the node announces
     */
    Handshake(Node node, Set<String> features, LinkTable links, RouteTable routes, LinkLimits limits, int maxLinks,
            LinksByAddress addresses, Refusals refusals) {
        this.node = node;
        this.features = features;
        this.links = links;
        this.routes = routes;
        this.limits = limits;
        this.maxLinks = maxLinks;
        this.addresses = addresses;
        this.refusals = refusals;
        this.log = new RefusalLog(node.environment().timer());
    }

    /**
     * The decision about an announcement.
     *
     * @param announced {@code null} if the announcement was refused
     * @param code the close code of the refused link; 0 if it is accepted
     * @param reason the close reason of the refused link; {@code null} if it is accepted
     */
    private record Verdict(Announcement announced, int code, String reason) {

        static Verdict refused(int code, String reason) {
            return new Verdict(null, code, reason);
        }

        boolean isRefused() {
            return announced == null;
        }
    }

    /** As {@link Node#accept}. */
    Receiver accept(Transport transport, String path, String query) {
        Verdict verdict = judge(path, query);
        if (!verdict.isRefused() && !links.reserve(maxLinks)) {
            verdict = tooManyLinks();
        }
        if (verdict.isRefused()) {
            log(path, verdict);
            return refusals.refuse(transport, verdict.code(), verdict.reason(), query);
        }
        return welcome(transport, verdict.announced());
    }

    private Link welcome(Transport transport, Announcement announced) {
        int said = announced.extras().maxMessage();
        Link link = node.newLink(transport, new PeerState(announced, false, said > 0 ? said : limits.maxMessage()));
        if (!announced.extras().known()) {
            node.makeKnown(link);
            return link;
        }
        enableReceiving(link);
        // no other frame may be sent before the hello
        link.corked(() -> {
            link.greet("\"" + Hello.URL + "\"",
                    Hello.write(node.ownExtras(), node.namespace(), limits.maxMessage(), routes.idempotent()),
                    () -> enableSending(link));
            node.makeKnown(link);
        });
        return link;
    }

    /** As {@link Node#refusal}. */
    Optional<String> refusal(String path, String query, String remote) {
        Verdict verdict = judge(path, query);
        if (!verdict.isRefused() && links.size() >= maxLinks) {
            verdict = tooManyLinks();
        } else if (!verdict.isRefused() && addresses.isFull(remote)) {
            verdict = Verdict.refused(CloseCodes.TRY_AGAIN_LATER, "more than " + addresses.max()
                    + " links from one address (" + ConfigKeys.MAX_LINKS_PER_ADDRESS.name() + ")");
        }
        if (!verdict.isRefused()) {
            addresses.mayOpen(verdict.announced(), remote);
            return Optional.empty();
        }
        log(remote == null ? path : remote, verdict);
        return Optional.of(verdict.reason());
    }

    private Verdict judge(String path, String query) {
        if (!node.isRunning() || node.isRefusing()) {
            return Verdict.refused(CloseCodes.LEAVING,
                    node.namespace() + (node.isRunning() ? " is leaving" : " does not run"));
        }
        try {
            Announcement announced = Announcement.parse(path, query);
            return announced.namespace().equals(Namespaces.REGISTRY)
                    ? Verdict.refused(CloseCodes.POLICY, "the namespace " + Namespaces.REGISTRY + " is reserved")
                    : new Verdict(announced, 0, null);
        } catch (IllegalArgumentException e) {
            return Verdict.refused(CloseCodes.POLICY, e.getMessage());
        }
    }

    private Verdict tooManyLinks() {
        return Verdict.refused(CloseCodes.TRY_AGAIN_LATER, "more than " + maxLinks + " links");
    }

    /** Logs a refusal, except one of a node that leaves: that is not a fault of the peer. */
    private void log(String who, Verdict verdict) {
        if (verdict.code() != CloseCodes.LEAVING) {
            log.refused(who, verdict.reason());
        }
    }

    /** Reads the hello that came on a link which this node dialled. */
    void greeted(Link link, String payload) {
        try {
            Hello hello = Hello.read(payload);
            if (!link.peer().isExpected(hello.extras().id(), hello.namespace())) {
                link.peer().refuse("another instance answers there"
                        + (hello.namespace().isEmpty() ? "" : ", of the namespace " + Excerpts.of(hello.namespace())));
                return;
            }
            if (link.peer().namespace().equals(Namespaces.REGISTRY) && !hello.namespace().isEmpty()
                    && !hello.namespace().equals(Namespaces.REGISTRY)) {
                link.peer().refuse("it is no registry, but a node of the namespace " + Excerpts.of(hello.namespace()));
                return;
            }
            link.peer().greet(hello.extras(), hello.maxMessage(), hello.idempotent());
            enableReceiving(link);
            enableSending(link);
            link.peer().greeted();
        } catch (IllegalArgumentException e) {
            if (warnings.permits(node.environment().timer().nanoTime())) {
                NodeLog.LOG.badHello(link.peer().toString(), Excerpts.of(e));
            }
        }
    }

    private void enableReceiving(Link link) {
        link.enableReceiving(hasBatches(link), hasBinary(link));
    }

    private void enableSending(Link link) {
        link.enableSending(hasBatches(link), hasBinary(link));
    }

    private static boolean hasBatches(Link link) {
        return link.peer().extras().has(PeerState.BATCH);
    }

    private boolean hasBinary(Link link) {
        return link.peer().extras().has(PeerState.BINARY) && features.contains(PeerState.BINARY);
    }
}
