package io.microcdi.internal.call;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.microcdi.Registration;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.RetryMode;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallDetails;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.MicroException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.Causes;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.flight.Flight;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.CallStatistics;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * One call, from its begin to its end. Its attempts run one after the other, so that the state they share needs no
 * lock. Only the end can come from any thread. A call ends exactly once.
 */
final class CallOperation {

    /** How long a call waits for a link to one instance while another one has an open link. */
    private static final long HEDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CallContext context;
    private final InstanceChoice choice;
    private final CallRequest request;
    private final Outcome outcome;
    private final InstanceHealth health;
    private final AtomicBoolean ended = new AtomicBoolean();
    /** The instances that failed this call. Most calls have none. */
    private Set<InstanceKey> excluded = Set.of();
    /** Made at the first failure: most calls have none. */
    private Retries retries;
    /** Written by one attempt after the other. The end of an aborted call may see the number before. */
    private int attempts;
    /** The instance of the last attempt, also if it was not reached; {@code null} before the first one. */
    private volatile PeerAddress tried;
    /** The failure of the last attempt. */
    private MicroException last;
    /** Since when the call waits for a link to the chosen instance; {@code null} while it does not. */
    private volatile Long dialledAt;
    private Registration parent;
    /** Counts this call as open; {@code null} for a call that is answered without an attempt. */
    private OpenCalls.@Nullable Generation generation;
    private volatile Attempt current;
    /** The failure of an earlier attempt whose handler may have run. A later attempt cannot change that fact. */
    private volatile MicroException doubtful;
    private volatile Timer.Alarm alarm;

    CallOperation(CallContext context, InstanceChoice choice, CallRequest request, Outcome outcome) {
        this.context = context;
        this.choice = choice;
        this.request = request;
        this.outcome = outcome;
        this.health = new InstanceHealth(context, request);
    }

    void start() {
        context.counters().addCall();
        request.budget().addCall();
        generation = context.open().begin();
        // guarded from here on, because a drain waits for the end of each call that is counted
        guarded(this::begin);
    }

    /** Makes the first attempt. If the handler that makes this call is stopped, the call is aborted. */
    private void begin() {
        Invocation caller = Invocation.current();
        if (caller != null) {
            parent = caller.cancellation().onStop(this::abort);
        }
        attemptNow();
    }

    /** Ends the call with an answer that was made here. Nothing is sent. */
    void answerByInterceptor(String json) {
        context.counters().addCall();
        if (end() >= 0) {
            try {
                record(null, false);
            } finally {
                outcome.succeeded(json);
            }
        }
    }

    /** Aborts the call. Returns false if it had ended. */
    boolean abort() {
        Attempt under = current;
        int written = end();
        return written >= 0 && reportFailure(ResponseDecoder.aborted(details(under), doubtful != null || written == 1));
    }

    /** Fails the call if it pauses. The node has stopped, and its timer ends no pause any more. */
    void stopped() {
        if (context.pausing().remove(this)) {
            fail(last);
        }
    }

    /** Runs a step of the call. If the step throws, the call fails, because no other code would end it. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            // the text of the failure may be unreadable too, for example because its class is gone
            fail(new MicroException("the call to " + request.details() + " failed here: " + e.getClass().getName(),
                    request.details(), doubtful != null || current != null, e));
        }
    }

    private void attempt() {
        guarded(this::attemptNow);
    }

    private void attemptNow() {
        if (ended.get()) {
            return;
        }
        if (context.now() - request.deadline() >= 0) {
            fail(timeout(null, doubtful != null));
            return;
        }
        PeerAddress chosen = request.fixed() != null ? request.fixed() : choice.choose(request, excluded);
        if (chosen != null) {
            next(chosen);
        } else {
            setDeadlineAlarm();
            // a set of its own: the search clears it if all instances are excluded
            excluded = new HashSet<>(excluded);
            new InstanceSearch(context, choice, request, excluded).run()
                    .whenComplete((found, failure) -> guarded(() -> {
                        if (failure == null) {
                            next(found);
                        } else {
                            fail(retries != null && retries.isFree() ? last
                                    : (MicroException) Causes.unwrapped(failure));
                        }
                    }));
        }
    }

    /** Calls an instance, after a pause if it has failed this call before. */
    private void next(PeerAddress address) {
        health.begin(address);
        if (ended.get()) {
            // the call ended while it looked for an instance
            health.released();
            return;
        }
        InterceptedCall intercepted = request.intercepted();
        if (retries == null) {
            count(intercepted, address);
            reach(address);
            return;
        }
        long pause = retries.pauseNanos(address, last instanceof ConnectFailedException);
        if (pause < 0 || pause > 0 && context.now() + pause - request.deadline() >= 0) {
            health.released();
            fail(last);
            return;
        }
        context.counters().addRetry();
        count(intercepted, address);
        if (intercepted != null) {
            intercepted.retrying(last);
        }
        Flight.retry(request.namespace(), request.url(), address.key().toString(), request.correlationId(), last);
        if (pause == 0) {
            reach(address);
        } else {
            setDeadlineAlarm();
            pause(address, pause);
        }
    }

    private void pause(PeerAddress address, long nanos) {
        context.pausing().add(this);
        context.timer().after(nanos, () -> {
            if (context.pausing().remove(this)) {
                guarded(() -> reach(address));
            }
        });
        if (!context.node().isRunning()) {
            stopped();
        }
    }

    private void count(@Nullable InterceptedCall intercepted, PeerAddress address) {
        attempts++;
        tried = address;
        if (intercepted != null) {
            intercepted.attempt(address.key().toString());
        }
    }

    private void reach(PeerAddress address) {
        if (ended.get()) {
            health.released();
            return;
        }
        if (context.node().isSelf(address)) {
            send(address, null);
            return;
        }
        if (context.node().isOwnKey(address.key())) {
            unreached(address, OwnAddress.failure(context.node(), address));
            return;
        }
        Link open = context.node().link(address);
        if (open != null) {
            send(address, open);
            return;
        }
        setDeadlineAlarm();
        dial(address);
    }

    /**
     * Dials an instance, within the deadline of one attempt. Other calls may share the dial, and it goes on for them.
     */
    private void dial(PeerAddress address) {
        AtomicBoolean settled = new AtomicBoolean();
        choice.dialBegins(address);
        dialledAt = context.now();
        long bound = request.settings().attemptTimeoutNanos();
        Timer.Alarm timeoutAlarm = bound >= request.deadline() - context.now() ? null
                : context.timer().after(bound, () -> {
                    if (settled.compareAndSet(false, true)) {
                        health.notConnected(bound, true);
                        unreached(address, new TimeoutException("Connection timeout: " + address.key()
                                + " was not connected within an attempt's " + bound / 1_000_000 + " ms ("
                                + ConfigKeys.ATTEMPT_TIMEOUT.name() + ")"));
                    }
                });
        CompletableFuture<Link> dial = context.node().dial(address);
        dial.whenComplete((link, failure) -> {
            choice.dialEnds(address);
            if (!settled.compareAndSet(false, true)) {
                return;
            }
            if (timeoutAlarm != null) {
                timeoutAlarm.cancel();
            }
            guarded(() -> {
                if (failure == null) {
                    send(address, link);
                } else {
                    unreached(address, Causes.unwrapped(failure));
                }
            });
        });
        if (request.fixed() == null && !dial.isDone()) {
            hedge(address, dial, settled);
        }
    }

    /**
     * Calls another instance if a dial takes long and the other one has an open link. The dial goes on for later calls. Its
     * failure ejects the instance, as if the call had waited.
     */
    private void hedge(PeerAddress address, CompletableFuture<Link> dial, AtomicBoolean settled) {
        context.timer().after(HEDGE_NANOS, () -> guarded(() -> {
            if (settled.get() || ended.get()) {
                return;
            }
            Set<InstanceKey> tried = new HashSet<>(excluded);
            tried.add(address.key());
            if (!choice.hasOpen(request.namespace(), tried)) {
                hedge(address, dial, settled);
            } else if (settled.compareAndSet(false, true)) {
                dialledAt = null;
                excluded = tried;
                health.reportDial(address, dial);
                attempt();
            }
        }));
    }

    private void unreached(PeerAddress address, Throwable cause) {
        dialledAt = null;
        health.unreachable(address, cause);
        retry(address, true, false, new ConnectFailedException(cause.getMessage(),
                request.details().at(address.key().toString()), false, cause));
    }

    private void send(PeerAddress address, Link link) {
        if (link != null && request.needsMetadata() && !link.peer().greetingOrNone().isDone()) {
            // until the hello says whether the peer takes metadata, they would be left out
            dialledAt = null;
            setDeadlineAlarm();
            CompletableFuture<PeerInfo> heard = link.heard().copy();
            // a peer that says no hello still gets half of the time
            long most = Math.min(request.settings().attemptTimeoutNanos(), request.deadline() - context.now()) / 2;
            Timer.Alarm timeoutAlarm = context.timer().after(most, () -> heard.complete(PeerInfo.NONE));
            heard.thenRun(() -> {
                timeoutAlarm.cancel();
                guarded(() -> sendNow(address, link));
            });
        } else {
            sendNow(address, link);
        }
    }

    private void sendNow(PeerAddress address, Link link) {
        long now = context.now();
        long bound = request.settings().attemptTimeoutNanos();
        long deadline = bound < request.deadline() - now ? now + bound : request.deadline();
        Attempt attempt = new Attempt(this, address, link, now, deadline);
        boolean beside = link != null && link.takesMetadata();
        current = attempt;
        dialledAt = null;
        cancelDeadlineAlarm();
        if (ended.get()) {
            health.released();
        } else if (beside && request.authorization() != null && !context.node().maySendUser(link)) {
            health.released();
            fail(DefaultCaller.plain(details(attempt)));
        } else if (link == null) {
            context.node().local(request.url(), request.payload(), request.entries(), deadline, attempt);
        } else {
            boolean asItIs = beside || link.peer().isSecondDialect();
            link.request(request.quotedUrl(), asItIs ? request.payload() : request.correlatedPayload(),
                    beside ? request.metadata() : null, attempt);
        }
        if (ended.get()) {
            attempt.cancel();
        }
    }

    void answered(Attempt attempt, Frame.Response response) {
        if (response.isSuccess()) {
            health.succeeded();
            if (end() >= 0) {
                try {
                    record(null, true);
                } finally {
                    outcome.succeeded(response.payload());
                }
            }
            return;
        }
        if (attempt.isUnknownRoute(response, request.url())) {
            unsent(attempt, 404, "no route " + Excerpts.of(request.url()));
            return;
        }
        MicroException failure = ResponseDecoder.failure(response, details(attempt),
                context.node().environment().codec());
        int status = response.statusNumber();
        if (!response.executed()) {
            refusal(attempt, status, ResponseDecoder.retryAfter(response), true, failure);
        } else if (status >= 500 && status <= 599) {
            if (status == 503) {
                health.unavailable(ResponseDecoder.retryAfter(response));
            } else {
                health.failed();
            }
            retry(attempt.address(), mayRepeat(attempt), true, failure);
        } else {
            // the application answered with a failure: the instance itself is healthy
            health.succeeded();
            fail(failure);
        }
    }

    void refused(Attempt attempt, int status, String message) {
        guarded(() -> unsent(attempt, status, message));
    }

    /** Handles a refusal of this side, or of a peer that has no such refusals. */
    private void unsent(Attempt attempt, int status, String message) {
        CallDetails at = details(attempt);
        refusal(attempt, status, 0, !attempt.hasLink(),
                new CallRefusedException(at + " was refused with " + status + ": " + message, at, status));
    }

    /**
     * Handles a refusal: the handler certainly did not run. An instance that is overloaded or leaving may differ from
     * others, so that a retry can help. Any other refusal would be the same on every instance.
     *
     * @param reached whether the request has reached the instance, and not only the queue of its link
     */
    private void refusal(Attempt attempt, int status, long retryAfter, boolean reached, MicroException failure) {
        boolean leaving = status == 503 && attempt.isLeaving();
        if (leaving || status != 429 && status != 503) {
            health.released();
        } else {
            health.refused(retryAfter);
        }
        if (status == 429 || status == 503) {
            retry(attempt.address(), true, reached && !leaving, failure);
        } else {
            fail(failure);
        }
    }

    void lost(Attempt attempt, boolean written, int code, String reason) {
        guarded(() -> lostNow(attempt, written, code, reason));
    }

    private void lostNow(Attempt attempt, boolean written, int code, String reason) {
        if (code == CloseCodes.LEAVING || attempt.isLeaving()) {
            health.released();
        } else if (code == CloseCodes.SILENT && attempt.wasSilent()) {
            health.unreachable("its link is silent");
        } else {
            health.lost();
        }
        retry(attempt.address(), !written || mayRepeat(attempt), written,
                ResponseDecoder.lost(details(attempt), written, code, reason));
    }

    void expired(Attempt attempt, boolean written) {
        guarded(() -> {
            health.expired(attempt.time(), attempt.deadline() - request.deadline() < 0,
                    attempt.silentLink(context.now()));
            retry(attempt.address(), !written || mayRepeat(attempt), written, timeout(attempt, written));
        });
    }

    private boolean mayRepeat(Attempt attempt) {
        return request.settings().idempotent() || request.settings().retry() == RetryMode.ALWAYS
                || attempt.isIdempotent(request.url());
    }

    /**
     * Tries the call again, or fails it.
     *
     * @param allowed whether a retry does no harm
     * @param ran whether the failed attempt may have run, or was refused because the instance has too many
     */
    private void retry(PeerAddress failed, boolean allowed, boolean ran, MicroException failure) {
        last = failure;
        if (retries == null) {
            retries = new Retries(context, request);
        }
        if (allowed && context.now() - request.deadline() < 0 && retries.mayRepeat(failed.key(), ran)) {
            excluded = new HashSet<>(excluded);
            excluded.add(failed.key());
            if (failure.mayHaveExecuted()) {
                doubtful = failure;
            }
            current = null;
            attempt();
        } else {
            fail(failure);
        }
    }

    private boolean fail(MicroException failure) {
        return end() >= 0 && reportFailure(failure);
    }

    /** Reports the failure of the call, which has ended, to its outcome. */
    private boolean reportFailure(MicroException failure) {
        MicroException reported = failure;
        if (doubtful != null && !failure.mayHaveExecuted()) {
            reported = doubtful;
            reported.addSuppressed(failure);
        }
        context.counters().addFailure(reported);
        try {
            record(reported, true);
        } finally {
            outcome.failed(reported);
        }
        return true;
    }

    /**
     * Records the end of the call in the logs, counters and reports.
     *
     * @param counted whether it counts as a call of its namespace
     */
    private void record(MicroException failure, boolean counted) {
        PeerAddress at = tried;
        record(context, request.event(), request.namespace(), request.url(), at, attempts, request.correlationId(),
                request.beganAt(), failure);
        CallStatistics traffic = context.node().traffic();
        if (counted && traffic != null && request.fixed() == null && !request.url().startsWith(Node.OWN_ROUTES)) {
            traffic.called(request.namespace(), context.now() - request.beganAt(), failure != null && isFault(failure));
        }
    }

    /** Records the end of a call, also of one that was not sent. */
    static void record(CallContext context, Object event, String namespace, String url, PeerAddress at, int attempts,
            String correlationId, long beganAt, MicroException failure) {
        Flight.called(event, namespace, url, at == null ? null : at.key().toString(), attempts, correlationId,
                failure);
        SlowCalls slow = context.slowCalls();
        if (slow != null) {
            slow.ended(namespace, url, correlationId, beganAt, context.now(), attempts, failure);
        }
    }

    /** Returns whether the callee or the way to it is at fault, and not the request. */
    static boolean isFault(MicroException failure) {
        int status = failure.status();
        return status >= 500 && status <= 599
                || status == 0 && !(failure instanceof CallFailedException || failure instanceof CallAbortedException);
    }

    /**
     * Ends the call.
     *
     * @return whether a handler may have run the attempt that was under way, as 0 or 1; -1 if the call had ended. An
     *        attempt that has ended by itself may have run
     */
    private int end() {
        if (!ended.compareAndSet(false, true)) {
            return -1;
        }
        if (generation != null) {
            generation.end();
        }
        Attempt under = current;
        int written = under == null ? 0 : 1;
        // a failure of a step must not keep the outcome from the caller: nobody else could tell it any more
        try {
            written = under == null ? 0 : Math.abs(under.giveUp());
        } catch (RuntimeException | Error e) {
            logFailed(e);
        }
        try {
            cancelDeadlineAlarm();
            if (retries != null) {
                context.pausing().remove(this);
            }
            health.released();
            if (parent != null) {
                parent.close();
            }
        } catch (RuntimeException | Error e) {
            logFailed(e);
        }
        return written;
    }

    private static void logFailed(Throwable failure) {
        SafeLog.write(() -> CallLog.LOG.debugf(LoggedThrowable.of(failure), "a step at the end of a call failed"));
    }

    /**
     * Sets an alarm for the deadline of the call. It is needed while no request waits on a link, because only a link
     * watches the deadlines of its requests.
     */
    private void setDeadlineAlarm() {
        if (alarm == null) {
            alarm = context.timer().after(request.deadline() - context.now(),
                    this::deadlinePassed);
            if (ended.get()) {
                // another thread ended the call while this one set the alarm
                cancelDeadlineAlarm();
            }
        }
    }

    private void deadlinePassed() {
        Long since = dialledAt;
        if (since != null && !ended.get()) {
            health.notConnected(context.now() - since, false);
        }
        // a link may have opened at this moment, so that the request was written
        int written = end();
        if (written >= 0) {
            reportFailure(timeout(null, doubtful != null || written == 1));
        }
    }

    private void cancelDeadlineAlarm() {
        Timer.Alarm set = alarm;
        if (set != null) {
            alarm = null;
            set.cancel();
        }
    }

    private MicroException timeout(Attempt attempt, boolean written) {
        boolean ofAttempt = attempt != null && attempt.deadline() - request.deadline() < 0;
        long bound = ofAttempt ? attempt.time() : request.deadline() - request.beganAt();
        String end = attempt != null ? attempt.end(written) : written ? "" : ResponseDecoder.end(false, false, false);
        return ResponseDecoder.timeout(details(attempt), bound / 1_000_000, written, end);
    }

    private CallDetails details(Attempt attempt) {
        CallDetails details = request.details();
        return attempt == null ? details : details.at(attempt.address().key().toString());
    }
}
