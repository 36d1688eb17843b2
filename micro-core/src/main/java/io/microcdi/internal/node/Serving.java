package io.microcdi.internal.node;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.microcdi.internal.concurrent.Bounded;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.Loopback;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.internal.wire.Frame;

/** The serving side of a node. It finds the handler of a request and runs it. Thread-safe. */
final class Serving {

    /** A handler queue of fewer places than this is not shared out: each link may fill it. */
    private static final int MIN_SHARED_REQUESTS = 64;
    /** The part of the queue, as a divisor, that is reserved for links without requests in work. */
    private static final int LAST_PLACES = 32;

    private final Supplier<String> namespace;
    private final Supplier<String> ownKey;
    private final NodeEnvironment environment;
    private final long handlerTimeout;
    private final RouteTable routes;
    private final Loopback loopback;
    private final HandlerFailures failures;
    private final AtomicInteger active = new AtomicInteger();
    private volatile CountDownLatch leaving;

    Serving(Supplier<String> namespace, Supplier<String> ownKey, NodeEnvironment environment, long handlerTimeout,
            RouteTable routes, boolean exposeErrors) {
        this.namespace = namespace;
        this.ownKey = ownKey;
        this.environment = environment;
        this.handlerTimeout = handlerTimeout;
        this.routes = routes;
        this.loopback = new Loopback(environment.timer());
        this.failures = new HandlerFailures(environment.timer(), exposeErrors);
    }

    /** Serves a request or push from a link. Called on the reading thread. */
    void request(Link link, Frame.Request request) {
        RouteMatch match = routes.find(request.url());
        // count first, then check whether the node leaves: a node that leaves waits for all counted requests
        active.incrementAndGet();
        Failure refusal = refusal(match, request.url());
        if (refusal != null) {
            ended();
            refuse(link, request, refusal);
            return;
        }
        long timeout = request.timeout() < 0 ? handlerTimeout
                : Math.min(handlerTimeout, TimeUnit.MILLISECONDS.toNanos(request.timeout()));
        if (!match.route().spec().inline() && isMoreThanItsShare(link.servedRequests())) {
            ended();
            refuse(link, request, Failure.refused(429, namespace() + " is busy, and this link has "
                    + link.servedRequests() + " requests in work"));
            return;
        }
        LinkInvocation invocation = new LinkInvocation(this, link, request, match,
                environment.timer().nanoTime() + timeout);
        if (!invocation.begin()) {
            ended();
            return;
        }
        Failure busy = run(invocation);
        if (busy != null && invocation.leave()) {
            refuse(link, request, busy);
        }
    }

    /**
     * Returns whether the node refuses the next request of a link because the link has its share in work. The share is
     * the number of free places. One link can thus fill half of the places, and several fast links still leave places
     * for the next link. The last places are reserved for links without requests in work.
     */
    private boolean isMoreThanItsShare(int inWork) {
        return inWork > 0 && environment.handlers() instanceof Bounded bounded
                && bounded.capacity() >= MIN_SHARED_REQUESTS
                && inWork >= bounded.room() - bounded.capacity() / LAST_PLACES;
    }

    /** Serves a request of this node to itself. */
    void local(String url, String payload, Map<String, String> metadata, long deadline, OutboundRequest request) {
        RouteMatch match = routes.find(url);
        long latest = environment.timer().nanoTime() + handlerTimeout;
        LocalInvocation invocation = new LocalInvocation(this, request, match, payload, metadata,
                Math.min(deadline, latest));
        if (!loopback.request(request, invocation)) {
            return;
        }
        active.incrementAndGet();
        Failure refusal = refusal(match, url);
        if (refusal == null) {
            refusal = run(invocation);
        } else {
            ended();
        }
        if (refusal != null) {
            invocation.reply(refusal);
        }
    }

    /**
     * Refuses new requests, and waits until the requests in work have ended.
     *
     * @param nanos the longest time to wait
     */
    void leave(long nanos) throws InterruptedException {
        CountDownLatch idle = new CountDownLatch(1);
        leaving = idle;
        if (active.get() > 0 && !idle.await(nanos, TimeUnit.NANOSECONDS)) {
            NodeLog.LOG.handlersLeft(active.get(), TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    /** Ends the requests of this node to itself and aborts their handlers. */
    void left() {
        loopback.close(namespace() + " has left");
    }

    void comeBack() {
        leaving = null;
        loopback.open();
    }

    void ended() {
        // in this order: leave() sets the latch first and reads the number then
        boolean last = active.decrementAndGet() == 0;
        CountDownLatch idle = leaving;
        if (last && idle != null) {
            idle.countDown();
        }
    }

    private Failure refusal(RouteMatch match, String url) {
        if (match == null) {
            return Failure.refused(404, "no route " + url + " in " + namespace());
        }
        return leaving == null || url.startsWith(Node.OWN_ROUTES) ? null
                : Failure.refused(503, namespace() + " is leaving");
    }

    /** Runs the handler of a counted request. Returns the refusal if the handler cannot be run. */
    private Failure run(Invocation invocation) {
        if (invocation.isInline()) {
            invocation.run();
            return null;
        }
        try {
            environment.handlers().execute(invocation);
            return null;
        } catch (RejectedExecutionException e) {
            ended();
            return Failure.refused(503, namespace() + " is overloaded: " + e.getMessage());
        }
    }

    private static void refuse(Link link, Frame.Request request, Failure refusal) {
        if (request.twoway()) {
            link.fail(request.id(), refusal.status(), refusal.message(), true);
        }
    }

    NodeEnvironment environment() {
        return environment;
    }

    HandlerFailures failures() {
        return failures;
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
