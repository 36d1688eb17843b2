package io.microcdi.internal.node;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.microcdi.NodeInstrument;
import io.microcdi.RequestObservation;
import io.microcdi.RouteHandler;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.flight.Flight;
import io.microcdi.internal.link.InboundRequest;
import io.microcdi.internal.route.Cancellation;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.security.AccessRule;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.security.User;
import io.microcdi.internal.security.UserPolicy;

/** The run of a handler and its reply. Subclasses serve requests from a link and requests of the node to itself. */
abstract class InboundInvocation extends Invocation implements InboundRequest {

    /** The status of a request whose caller no longer waits. */
    static final String ABORTED = "aborted";

    private static final String OVERDUE = "504";
    private static final AtomicIntegerFieldUpdater<InboundInvocation> END_RECORDED = AtomicIntegerFieldUpdater
            .newUpdater(InboundInvocation.class, "endRecorded");
    private static final AtomicIntegerFieldUpdater<InboundInvocation> PLACE_FREED = AtomicIntegerFieldUpdater
            .newUpdater(InboundInvocation.class, "placeFreed");

    private final RequestDispatcher serving;
    private final long latestStart;
    private final long maxWaitNanos;
    /** Whether the time of handlers ends before the caller's. */
    private final boolean endsBeforeCaller;
    /** The event of the request for the Flight Recorder; {@code null} if it is not recorded. */
    private final Object event;
    /** The verified user; {@code null} if the request has none, and until the handler's thread has verified it. */
    private User user;
    /** 1 if the end is recorded: by the end of the handler or by the deadline, whichever comes first. */
    @SuppressWarnings("unused") // written by the updater
    private volatile int endRecorded;
    /**
     * 1 if the request is no longer in work: its handler has ended, or was stopped after it had returned a stage that may
     * never end.
     */
    @SuppressWarnings("unused") // written by the updater
    private volatile int placeFreed;

    /**
     * Makes the run of a request that has come now.
     *
     * @param callerNanos the nanoseconds for which the caller waits
     */
    InboundInvocation(RequestDispatcher serving, RouteMatch match, String payload, Map<String, String> metadata,
            long now,
            long callerNanos) {
        super(match, payload, metadata, now + timeoutNanos(serving, match, callerNanos),
                serving.environment().timer(), serving.environment().codec(),
                new Cancellation(serving.abortActions()));
        this.serving = serving;
        long timeoutNanos = timeoutNanos(serving, match, callerNanos);
        this.endsBeforeCaller = timeoutNanos < callerNanos;
        this.maxWaitNanos = serving.admission().maxWaitNanos(timeoutNanos);
        this.latestStart = now + maxWaitNanos;
        this.event = Flight.request();
    }

    /**
     * Returns the nanoseconds until the deadline. The node's own routes have no handler that could hang. They may use
     * the whole time of the caller, if the caller gives one, because they may wait for another node: a registry waits
     * for the answer to a call that it forwards.
     *
     * @param match {@code null} if no route matches
     */
    private static long timeoutNanos(RequestDispatcher serving, RouteMatch match, long callerNanos) {
        return match != null && match.route().handler() instanceof LinkRoute && callerNanos < Long.MAX_VALUE
                ? Math.min(callerNanos, Long.MAX_VALUE / 2)
                : Math.min(callerNanos, serving.handlerTimeoutNanos());
    }

    @Override
    public final long latestStart() {
        return latestStart;
    }

    @Override
    public final long maxWaitNanos() {
        return maxWaitNanos;
    }

    /** Records the refusal of a request that is in work, before the answer is sent. */
    final void recordRefusal(String status) {
        if (isFirstEnd()) {
            refused(status);
        }
    }

    private void refused(String status) {
        record(status, true);
        if (!pattern().startsWith(Node.OWN_ROUTES)) {
            serving.measureRefusal(pattern(), status, sinceArrival());
        }
    }

    // without a lock, because code of the application has this object and may hold its monitor
    private boolean isFirstEnd() {
        return END_RECORDED.compareAndSet(this, 0, 1);
    }

    /** Records the answer in the logs and counters. A failure to do so must not prevent the answer. */
    private void record(String status) {
        record(status, false);
    }

    private void record(String status, boolean refusal) {
        SafeLog.write(() -> recordAll(status, refusal));
    }

    private void recordAll(String status, boolean refusal) {
        AccessLog log = serving.accessLog();
        CallStatistics traffic = serving.traffic();
        if (event == null && log == null && traffic == null || pattern().startsWith(Node.OWN_ROUTES)) {
            return;
        }
        long elapsedNanos = log == null && traffic == null ? 0 : sinceArrival();
        if (traffic != null) {
            traffic.served(callerNamespace(), elapsedNanos, isFault(status));
        }
        if (event != null) {
            Flight.served(event, callerNamespace(), callerKey(), pattern(), status, correlationId().orElse(null));
        }
        if (log != null && (!refusal || log.admitsRefusal(serving.environment().timer().nanoTime()))) {
            log.served(this, status, elapsedNanos);
        }
    }

    /** Returns whether an answer says that this node is at fault, and not the request. */
    static boolean isFault(String status) {
        return status.length() == 3 && status.charAt(0) == '5';
    }

    private long sinceArrival() {
        return serving.environment().timer().nanoTime() - (latestStart - maxWaitNanos);
    }

    @Override
    public final void run() {
        try {
            super.run();
        } finally {
            if (!isInline()) {
                serving.admission().threadFree();
            }
        }
    }

    /** Ends the work. Returns false if the caller does not want the reply. Called once, before the reply. */
    abstract boolean finish();

    /** Replies with JSON text, or without data if the text is {@code null}. */
    abstract void reply(String payload);

    /** Replies with a failure. */
    abstract void reply(Failure failure);

    /** Returns from where the request came, for the audit log; {@code null} if it is not known. */
    abstract @Nullable String from();

    @Override
    protected final @Nullable RequestObservation observe() {
        NodeInstrument instrument = serving.environment().instrument();
        return instrument == null || pattern().startsWith(Node.OWN_ROUTES) ? null
                : instrument.serve(this, serving.namespace(), pattern(), Duration.ofNanos(sinceArrival()));
    }

    @Override
    protected final void authorize(AccessRule rule) {
        // the node's own routes have no user, and a reading thread must not verify signatures
        String token = pattern().startsWith(Node.OWN_ROUTES) ? null : authorization();
        UserPolicy.Decision decision = serving.users().decide(rule, token,
                isInline() ? 0 : remaining().toNanos());
        user = decision.user();
        if (!decision.isServed()) {
            // this node may not know its own key yet
            String at = callerKey().isEmpty() ? "" : " at " + callerKey();
            String who = callerNamespace() + at + (user == null ? "" : " for " + user.name());
            SafeLog.write(() -> serving.audit().refused(RefusalKind.of(decision.status()), who, from(),
                    pattern() + ": " + decision.audited()));
            throw new RequestRefusedException(decision.status(), decision.reason());
        }
    }

    @Override
    public final Optional<Principal> principal() {
        return Optional.ofNullable(user);
    }

    @Override
    public final boolean isUserInRole(String role) {
        Objects.requireNonNull(role, "the role is null");
        return user != null && user.hasRole(role);
    }

    @Override
    public final boolean stop(Reason reason) {
        // the deadline is recorded before the handler is stopped: the end of the handler, which follows at once, must
        // not be recorded instead
        boolean answered = reason == Reason.DEADLINE && endsBeforeCaller && isFirstEnd();
        boolean begun = cancellation().stop();
        if (answered) {
            overdue(begun);
        } else if (reason == Reason.DEADLINE && !begun) {
            recordRefusal("503");
        }
        return begun;
    }

    /**
     * Records a deadline that passed while the caller still waits. The node does not wait for the handler, which may
     * end much later or never.
     */
    private void overdue(boolean begun) {
        if (begun) {
            TimeoutException late = new TimeoutException("the handler did not end within micro.handler-timeout, "
                    + serving.handlerTimeoutNanos() / 1_000_000 + " ms");
            serving.failures().overdue(this, late);
            observed(OVERDUE, late);
            record(OVERDUE);
        } else {
            refused("503");
        }
    }

    @Override
    protected final void succeeded(Object result) {
        try {
            if (finish()) {
                replyWith(result);
            } else {
                ended("200", null);
            }
        } finally {
            // must follow the reply: a leaving node closes its links as soon as all requests have ended
            freePlace();
        }
    }

    private void replyWith(Object result) {
        String payload;
        try {
            payload = result == RouteHandler.NOTHING ? null : serving.environment().codec().encode(result);
        } catch (RuntimeException | Error e) {
            Failure failure = serving.failures().ofResult(this, e);
            ended(failure.status(), e);
            reply(failure);
            return;
        }
        ended("200", null);
        reply(payload);
    }

    /** Tells the observers the status of the answer, as JSON text or {@link #ABORTED}. */
    private void ended(String status, Throwable thrown) {
        if (isFirstEnd()) {
            observed(status.equals(ABORTED) ? null : status, thrown);
            record(status);
        } else {
            observed(OVERDUE, thrown); // the deadline passed before the observation had begun
        }
    }

    @Override
    protected final void failed(Throwable thrown) {
        try {
            Failure failure = serving.failures().of(this, thrown);
            if (isAborted()) {
                ended(ABORTED, null); // no caller waits for an answer, and the exception usually comes from the interrupt
            } else {
                ended(failure.status(), thrown);
            }
            if (finish()) {
                reply(failure);
            }
        } finally {
            freePlace();
        }
    }

    /**
     * Ends a request whose caller no longer waits, because its stage may never complete. The work of the stage may go on
     * without the knowledge of the node.
     */
    @Override
    protected final void abandoned() {
        try {
            if (isFirstEnd()) {
                observed(null, null);
                record(ABORTED);
            }
        } finally {
            freePlace();
        }
    }

    private void freePlace() {
        if (PLACE_FREED.compareAndSet(this, 0, 1)) {
            serving.admission().ended(this);
        }
    }

    @Override
    protected final void skipped() {
        freePlace();
    }
}
