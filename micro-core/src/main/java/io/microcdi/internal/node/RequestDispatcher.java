package io.microcdi.internal.node;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.NodeInstrument;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.Loopback;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.route.AbortActions;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.Exemptions;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;

/** The serving side of a node. It finds the handler of a request and runs it. Thread-safe. */
final class RequestDispatcher {

    private final Supplier<String> namespace;
    private final Supplier<String> ownKey;
    private final NodeEnvironment environment;
    private final long handlerTimeoutNanos;
    private final RouteTable routes;
    private final Loopback loopback;
    private final HandlerFailures failures;
    private final Admission admission;
    private final AbortActions abortActions;
    private final UserPolicy users;
    private final Audit audit;
    private final Exemptions exemptions;
    private final ConnectPolicy policy;
    /** Whether the mode alone decides if a dialled peer may call. */
    private final boolean callBackByMode;
    private final @Nullable CallStatistics traffic;
    /** {@code null} if it is off. */
    private final AccessLog accessLog;
    private final AtomicInteger active = new AtomicInteger();
    /** Completes when no request is in work; {@code null} while the node takes new requests. */
    private volatile CompletableFuture<Void> leaving;
    /** Whether the node has left. From then on nothing watches the deadlines of its requests to itself. */
    private volatile boolean left;

    RequestDispatcher(Supplier<String> namespace, Supplier<String> ownKey, NodeEnvironment environment,
            MicroConfig config,
            RouteTable routes, Audit audit, ConnectPolicy policy, @Nullable CallStatistics traffic) {
        this.namespace = namespace;
        this.ownKey = ownKey;
        this.environment = environment;
        this.handlerTimeoutNanos = config.get(ConfigKeys.HANDLER_TIMEOUT).toNanos();
        this.routes = routes;
        this.loopback = new Loopback(environment.timer());
        this.failures = new HandlerFailures(environment.timer(), config.get(ConfigKeys.ERRORS_EXPOSE),
                environment.codec());
        this.users = UserPolicy.of(config, environment.timer(), environment.io().resolving());
        this.audit = audit;
        this.exemptions = new Exemptions(policy, audit, environment.timer()::nanoTime);
        this.policy = policy;
        this.callBackByMode = config.find(ConfigKeys.SECURITY_CALL_BACK).isEmpty();
        this.traffic = traffic;
        this.accessLog = AccessLog.of(config);
        this.abortActions = new AbortActions(environment.callbacks(), environment.timer());
        this.admission = new Admission(this, environment, config);
    }

    /** Serves a request or push from a link. Called on the reading thread. */
    void request(Link link, Frame.Request request) {
        RouteMatch match = routes.find(request.url());
        // count first, then check whether the node leaves: a node that leaves waits for all counted requests
        active.incrementAndGet();
        LinkInvocation invocation = null;
        Failure refusal;
        boolean begun = false;
        try {
            refusal = refusal(link, match, request.url());
            if (refusal == null) {
                invocation = new LinkInvocation(this, link, request, match, environment.timer().nanoTime());
                begun = invocation.begin();
            }
        } finally {
            // even after an Error, for example an OutOfMemoryError, because a drain waits for each counted request
            if (!begun) {
                ended();
            }
        }
        if (refusal != null) {
            refuse(link, request, match, refusal);
        } else if (begun) {
            admission.admit(invocation);
        }
    }

    /** Returns why the node refuses a request of a link; {@code null} if it accepts the request. */
    private Failure refusal(Link link, RouteMatch match, String url) {
        Failure refusal = forbidden(link, match, url);
        if (refusal == null) {
            refusal = refusal(match, url);
        }
        return refusal == null && !match.route().spec().inline() ? admission.refusal(link, match.route().limit())
                : refusal;
    }

    /** Serves a request of this node to itself. */
    void local(String url, String payload, Map<String, String> metadata, long deadline, OutboundRequest request) {
        RouteMatch match = routes.find(url);
        long now = environment.timer().nanoTime();
        LocalInvocation invocation = new LocalInvocation(this, request, match, payload, metadata, now, deadline - now);
        if (!loopback.request(request, invocation)) {
            return;
        }
        active.incrementAndGet();
        // a running handler may still call its own node. The request is in the table before this check, so that left()
        // finds it there
        Failure refusal = match != null && !left && Invocation.current() != null ? null : refusal(match, url);
        if (refusal == null && !match.route().spec().inline()) {
            refusal = admission.fullRefusal();
        }
        if (refusal == null) {
            admission.admit(invocation);
        } else {
            ended();
            refused(namespace(), ownKey(), url, match, refusal);
            invocation.reply(refusal);
        }
    }

    /**
     * Refuses new requests from now on.
     *
     * @return completes when no request is in work
     */
    CompletableFuture<Void> leave() {
        CompletableFuture<Void> idle = leaving;
        if (idle == null) {
            idle = new CompletableFuture<>();
            leaving = idle;
        }
        // in this order, because ended() first counts, and then reads the future
        if (active.get() == 0) {
            idle.complete(null);
        }
        return idle;
    }

    /** Returns whether new requests are refused. */
    boolean isLeaving() {
        return leaving != null;
    }

    /** Returns the number of requests in work. */
    int inWork() {
        return active.get();
    }

    /** Ends the requests of this node to itself and aborts their handlers. */
    void left() {
        left = true;
        loopback.close(namespace() + " has left");
    }

    void resume() {
        leaving = null;
        left = false;
        loopback.open();
        admission.restart();
    }

    void ended() {
        // in this order, because leave() first sets the future, and then reads the number
        boolean last = active.decrementAndGet() == 0;
        CompletableFuture<Void> idle = leaving;
        if (last && idle != null) {
            idle.complete(null);
        }
    }

    /** Returns the refusal of a request whose peer may not call this node; {@code null} if it may. */
    private Failure forbidden(Link link, RouteMatch match, String url) {
        PeerIdentity caller = link.peer().identity();
        String path = match == null ? url : match.route().spec().pattern().text();
        boolean own = path.startsWith(Node.OWN_ROUTES);
        // only a peer that may call the application's routes may read their descriptions
        boolean calls = !own || path.equals(Node.ROUTES) || path.equals(Node.OPENAPI);
        boolean hidden = own && !caller.node();
        // a dialled peer has presented no token. Other routes of the node itself concern the link only, and need none
        boolean needsProof = (calls || path.equals(Node.HEALTH))
                && !link.peer().namespace().equals(Namespaces.REGISTRY);
        boolean unproved = link.peer().onlyAnswers() && needsProof;
        if (!hidden && !unproved && (!calls || caller.callable().contains(namespace())
                || exemptions.exempt(RefusalKind.RIGHTS, caller, link.peer()::toString,
                        () -> reason(false, false)))) {
            if (needsProof) {
                auditCallBack(link.peer(), url);
            }
            return null;
        }
        String reason = reason(hidden, unproved);
        SafeLog.write(() -> audit.refused(RefusalKind.RIGHTS, link.peer().toString(), link.peer().from(),
                Excerpts.of(url) + ": " + reason));
        return Failure.refused(403, reason);
    }

    /** Logs the first request of a dialled peer that another mode would refuse. */
    private void auditCallBack(PeerState peer, String url) {
        if (peer.isDialled() && callBackByMode && policy.mode() == SecurityMode.PERMISSIVE && peer.isFirstCallBack()) {
            SafeLog.write(() -> audit.wouldRefuse(RefusalKind.RIGHTS, peer.toString(), peer.from(),
                    Excerpts.of(url) + ": " + reason(false, true)));
        }
    }

    private String reason(boolean hidden, boolean unproved) {
        if (hidden) {
            return "its proof does not allow routes that begin with " + Node.OWN_ROUTES;
        }
        return unproved
                ? "over a link that " + namespace() + " has dialled it is not called ("
                        + ConfigKeys.SECURITY_CALL_BACK.name() + ")"
                : "its token does not allow calls to " + namespace();
    }

    private Failure refusal(RouteMatch match, String url) {
        if (match == null) {
            return Failure.refused(404, "no route " + Excerpts.of(url) + " in " + namespace());
        }
        return leaving == null && !left || isOwn(match, url) ? null
                : Failure.refused(503, namespace() + " is leaving");
    }

    /** Returns whether a request is one for the node itself. The same url may be written in several ways. */
    private static boolean isOwn(@Nullable RouteMatch match, String url) {
        return (match == null ? url : match.route().spec().pattern().text()).startsWith(Node.OWN_ROUTES);
    }

    private void refuse(Link link, Frame.Request request, @Nullable RouteMatch match, Failure refusal) {
        refused(link.peer().namespace(), link.peer().key().toString(), request.url(), match, refusal);
        if (request.twoway()) {
            link.fail(request.id(), refusal.status(), refusal.message(), true);
        }
    }

    private void refused(String caller, String instance, String url, @Nullable RouteMatch match,
            Failure refusal) {
        if (isOwn(match, url)) {
            return;
        }
        if (traffic != null) {
            traffic.served(caller, 0, InboundInvocation.isFault(refusal.status()));
        }
        if (accessLog != null) {
            SafeLog.write(() -> accessLog.refused(caller, instance, url, refusal.status(),
                    environment.timer().nanoTime()));
        }
        measureRefusal(match == null ? null : match.route().spec().pattern().text(), refusal.status(), 0);
    }

    /**
     * Tells the instrument that a request was refused.
     *
     * @param route the pattern of the route; {@code null} for none
     */
    void measureRefusal(@Nullable String route, String status, long waitedNanos) {
        NodeInstrument instrument = environment.instrument();
        if (instrument != null) {
            SafeLog.write(() -> instrument.refused(namespace(), route, Integer.parseInt(status),
                    Duration.ofNanos(waitedNanos)));
        }
    }

    /** Returns the longest time of a handler. */
    long handlerTimeoutNanos() {
        return handlerTimeoutNanos;
    }

    NodeEnvironment environment() {
        return environment;
    }

    HandlerFailures failures() {
        return failures;
    }

    Admission admission() {
        return admission;
    }

    AbortActions abortActions() {
        return abortActions;
    }

    /** Returns the log of served requests; {@code null} if it is off. */
    AccessLog accessLog() {
        return accessLog;
    }

    /** Returns the counters for the reports to registries; {@code null} if calls are not reported. */
    @Nullable
    CallStatistics traffic() {
        return traffic;
    }

    UserPolicy users() {
        return users;
    }

    Audit audit() {
        return audit;
    }

    Exemptions exemptions() {
        return exemptions;
    }

    Loopback loopback() {
        return loopback;
    }

    String namespace() {
        return namespace.get();
    }

    String ownKey() {
        return ownKey.get();
    }
}
