package io.microcdi.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.BoundedExecutor;
import io.microcdi.internal.concurrent.Bulkhead;
import io.microcdi.internal.concurrent.DeadlineMonitor;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Decides when the handler of a request runs: at once, after a wait, or never. A request first takes a place of its
 * route, if the route has a limit, and then one of the handlers' threads. It keeps the thread until its handler
 * returns. It keeps the place until its answer is known, or until nobody waits for the stage that the handler has
 * returned. A request waits for a place or a thread at most for {@code micro.handler.max-wait}, and at most for half of
 * its time until the deadline. The other half is for the handler, or for another instance. Thread-safe.
 */
final class Admission {

    /** If the places are fewer than this, the links have no shares: one link may fill all of them. */
    private static final int MIN_SHARED_REQUESTS = 64;
    /** The divisor for the part of the places that is reserved for links without requests in work. */
    private static final int RESERVED_DIVISOR = 32;
    /**
     * The largest length of the queue that counts in the shares. The queue has no known length while no request is
     * late.
     */
    private static final int USUAL_QUEUE = 8_192;
    /** One sweep refuses all requests whose time passes within this time. */
    private static final long SWEEP_GRANULARITY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private record Share(Link link, Bulkhead<Invocation> limit) {
    }

    private final RequestDispatcher serving;
    private final Timer timer;
    private final Executor handlers;
    private final long maxWaitNanos;
    private final long maxSize;
    private final int maxOfLink;
    private final Bulkhead<Invocation> threads;
    private final AtomicLong size = new AtomicLong();
    /** The bulkheads in which requests wait. */
    private final Set<Bulkhead<Invocation>> queues = ConcurrentHashMap.newKeySet();
    /** The number of requests of a link that wait for a route with a limit, or are in work there. */
    private final Map<Share, Integer> shares = new ConcurrentHashMap<>();
    private final DeadlineMonitor latestStarts;
    private final OverloadLog log;
    private final LogLimit warnings = LogLimit.ofWarnings(NodeLog.LOG::leftOut);

    Admission(RequestDispatcher serving, NodeEnvironment environment, MicroConfig config) {
        this.serving = serving;
        this.timer = environment.timer();
        this.handlers = environment.handlers();
        this.maxWaitNanos = config.get(ConfigKeys.MAX_WAIT).toNanos();
        this.maxSize = HeapDefaults.requests(config);
        this.maxOfLink = config.get(ConfigKeys.MAX_REQUESTS);
        this.threads = new Bulkhead<>(
                handlers instanceof BoundedExecutor bounded ? bounded.capacity() : Integer.MAX_VALUE);
        this.latestStarts = new DeadlineMonitor(timer, this::refuseLate);
        this.log = new OverloadLog(timer);
    }

    /**
     * Returns the longest wait of a request.
     *
     * @param timeoutNanos the time until its deadline
     */
    long maxWaitNanos(long timeoutNanos) {
        return Math.min(maxWaitNanos, timeoutNanos / 2);
    }

    /**
     * Returns why the node takes no request of a link now; {@code null} if it takes one.
     *
     * @param limit the bulkhead of the request's route; {@code null} if the route has no limit
     */
    Failure refusal(Link link, Bulkhead<Invocation> limit) {
        int inWork = link.admittedRequests();
        // a link whose table is full refuses the request itself
        if (inWork >= maxOfLink && link.servedRequests() < maxOfLink) {
            return busy("this link has " + inWork + " requests in work (" + ConfigKeys.MAX_REQUESTS.name() + ")");
        }
        if (isMoreThanItsShare(threads, inWork)) {
            return busy("this link has " + inWork + " requests in work");
        }
        int inRoute = limit == null || inWork == 0 ? 0 : shares.getOrDefault(new Share(link, limit), 0);
        if (inRoute > 0 && isMoreThanItsShare(limit, inRoute)) {
            return busy("this link has " + inRoute + " requests of this route in work");
        }
        long held = link.servedBytes();
        if (held > 0 && held >= maxSize - size.get() - maxSize / RESERVED_DIVISOR) {
            return busy("the requests of this link take " + held + " bytes of memory ("
                    + ConfigKeys.MAX_REQUESTS_SIZE.name() + ")");
        }
        return fullRefusal();
    }

    private Failure busy(String share) {
        return Failure.refused(429, serving.namespace() + " is busy, and " + share);
    }

    /** Returns a refusal if requests take all the memory that they may take; else {@code null}. */
    Failure fullRefusal() {
        return size.get() < maxSize ? null
                : overloaded("its requests take " + maxSize + " bytes of memory (" + ConfigKeys.MAX_REQUESTS_SIZE.name()
                        + ")");
    }

    /**
     * Returns whether the node refuses the next request of a link because the link has its share in work. The share is
     * the number of free places. One link can thus fill half of the places, and several fast links still leave places
     * for the next link. The last places are reserved for links without requests in work.
     */
    private boolean isMoreThanItsShare(Bulkhead<Invocation> bulkhead, int inWork) {
        if (inWork == 0 || bulkhead.limit() == Integer.MAX_VALUE) {
            return false;
        }
        int places = bulkhead.limit() + (maxWaitNanos == 0 ? 0 : Math.min(USUAL_QUEUE, bulkhead.length(maxWaitNanos)));
        return places >= MIN_SHARED_REQUESTS && inWork >= places - bulkhead.size() - places / RESERVED_DIVISOR;
    }

    /** Runs a request, lets it wait, or refuses it. An error, for example an OutOfMemoryError, refuses it. */
    void admit(Invocation request) {
        try {
            count(request);
        } catch (RuntimeException | Error e) {
            try {
                answer(request, overloaded(Excerpts.of(e)));
            } finally {
                serving.ended();
            }
            return;
        }
        Bulkhead<Invocation> limit = request.limit();
        if (limit == null || takePlace(limit, request, false)) {
            start(request, false);
        }
    }

    /**
     * Counts a request that has come. A request from a link also counts in the shares of the link. A failure counts
     * nothing.
     */
    private void count(Invocation request) {
        long bytes = request.size();
        // first, because it may find no memory
        share(request, 1);
        add(request, 1, bytes);
    }

    private void uncount(Invocation request) {
        try {
            add(request, -1, -request.size());
        } finally {
            share(request, -1);
        }
    }

    private void add(Invocation request, int change, long bytes) {
        size.addAndGet(bytes);
        if (request instanceof LinkInvocation served) {
            served.link().addAdmitted(change, bytes);
        }
    }

    private void share(Invocation request, int change) {
        if (request.limit() != null && request instanceof LinkInvocation served) {
            shares.merge(new Share(served.link(), request.limit()), change,
                    (before, more) -> before + more == 0 ? null : before + more);
        }
    }

    /**
     * Runs a request that has the place of its route.
     *
     * @param hasWaited whether it has waited for that place. Such a request enters even a full queue for a thread.
     *        otherwise its refusal would free its place for the next waiting request of the route. The refusal of that
     *        one would do the same, until all were refused
     */
    private void start(Invocation request, boolean hasWaited) {
        if (request.isInline()) {
            request.run();
        } else if (takePlace(threads, request, hasWaited)) {
            execute(request);
        }
    }

    private boolean takePlace(Bulkhead<Invocation> places, Invocation request, boolean hasWaited) {
        Bulkhead.Entry entry = Bulkhead.Entry.WAITS;
        try {
            if (hasWaited) {
                places.enterAfterWait(request);
            } else {
                // a request of an inline route cannot wait: it has no other thread on which it could run later
                entry = places.enter(request, request.maxWaitNanos() > 0 && !request.isInline());
            }
        } catch (RuntimeException | Error e) { // the request has no place then, and does not wait
            refuse(request, overloaded(Excerpts.of(e)), places == threads);
            return false;
        }
        if (entry == Bulkhead.Entry.WAITS) {
            queues.add(places);
            latestStarts.watch(request.latestStart());
            beginAll(places, places.next());
        } else if (entry == Bulkhead.Entry.FULL) {
            refuse(request, places);
        }
        return entry == Bulkhead.Entry.ENTERED;
    }

    /**
     * Begins waiting requests that have a place now.
     *
     * @param first the first of them; {@code null} if there is none
     */
    private void beginAll(Bulkhead<Invocation> places, @Nullable Invocation first) {
        for (Invocation next = first; next != null; next = places.next()) {
            if (places == threads) {
                execute(next);
            } else {
                start(next, true);
            }
        }
    }

    private void execute(Invocation request) {
        try {
            handlers.execute(request);
        } catch (RuntimeException | Error e) { // not only a rejection: an Error says that no thread could be made
            if (request.hasBegun()) {
                // an executor that has run it on this thread: it gives its places back itself
                throw e;
            }
            refuseAll(request, overloaded(Excerpts.of(e)));
        }
    }

    /**
     * Refuses a request that no thread takes, and all waiting requests, because no thread can run them either. All are
     * taken out of their queues first. Otherwise the end of each would start the next one, and the calls would nest.
     */
    private void refuseAll(Invocation request, Failure failure) {
        List<Invocation> inRoutes = new ArrayList<>(List.of(request));
        List<Invocation> others = new ArrayList<>();
        threads.takeAll(inRoutes::add);
        queues.stream().filter(queue -> queue != threads).forEach(queue -> queue.takeAll(others::add));
        threadFree();
        others.forEach(one -> refuse(one, failure, false));
        inRoutes.forEach(one -> refuse(one, failure, true));
    }

    /** Frees the thread of a handler that has returned, for the next request. */
    void threadFree() {
        beginAll(threads, threads.leave());
    }

    /** Ends a request that has the place of its route, and gives the place to the next one. */
    void ended(Invocation request) {
        ended(request, true);
    }

    private void ended(Invocation request, boolean isInRoute) {
        try {
            uncount(request);
        } finally {
            serving.ended();
            if (isInRoute && request.limit() != null) {
                beginAll(request.limit(), request.limit().leave());
            }
        }
    }

    /** Refuses the requests whose time has passed. Returns the earliest latest start of the others. */
    private long refuseLate(long now) {
        long earliest = Long.MAX_VALUE;
        // iterates over a copy: the iterator of the set might return two queues again and again, because the loop
        // removes and adds them
        for (Bulkhead<Invocation> queue : List.copyOf(queues)) {
            // removed before the requests are taken out: a request that begins to wait afterwards adds the queue again
            queues.remove(queue);
            List<Invocation> late = new ArrayList<>();
            long next = queue.takeLate(now, late::add);
            if (next != Long.MAX_VALUE) {
                queues.add(queue);
                earliest = Math.min(earliest, next);
            }
            late.forEach(request -> refuse(request, queue));
        }
        return earliest == Long.MAX_VALUE ? earliest : Math.max(earliest, now + SWEEP_GRANULARITY_NANOS);
    }

    private void refuse(Invocation request, Bulkhead<Invocation> places) {
        String waited = request.isInline() || maxWaitNanos == 0 ? ""
                : ", and a request waits at most " + TimeUnit.NANOSECONDS.toMillis(maxWaitNanos)
                        + " ms, or half of the time until its deadline";
        refuse(request, overloaded(places == threads ? places.limit() + " handlers are at work" + waited
                : places.limit() + " requests of " + request.pattern() + " are in work" + waited), places == threads);
    }

    private void refuse(Invocation request, Failure failure, boolean isInRoute) {
        try {
            answer(request, failure);
        } finally {
            ended(request, isInRoute);
        }
    }

    private void answer(Invocation request, Failure failure) {
        try {
            if (!request.isAbandoned()) {
                request.refuse(failure);
                SafeLog.write(() -> log.refused(failure.message()));
            }
        } catch (RuntimeException | Error e) { // the other requests must be refused, too
            warnings.write(timer::nanoTime, leftOut -> NodeLog.LOG.refusalFailed(LoggedThrowable.of(e)));
        }
    }

    private Failure overloaded(String reason) {
        return Failure.refused(503, serving.namespace() + " is overloaded: " + reason);
    }

    /** Returns the number of requests that wait for a thread or for a place of their route. */
    int queued() {
        return queues.stream().mapToInt(Bulkhead::waiting).sum();
    }

    /** Watches the waiting requests again after the timer has forgotten its alarms. */
    void restart() {
        latestStarts.restart();
    }
}
