package io.microcdi.internal.registry;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.error.CallDetails;
import io.microcdi.error.MicroException;
import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.call.InterceptedCall;
import io.microcdi.internal.call.Interceptors;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.json.CorrelatedPayload;
import io.microcdi.internal.json.TrustedJson;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.Metadata;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;

/**
 * Makes calls on behalf of others, by an address {@code namespace/path}. The longest registered namespace at the
 * beginning of the address, in whole segments, is called; the rest of the address is the route. The namespace may be
 * percent-encoded. The route and the payload are sent unchanged.
 *
 * <p>An instance of the first dialect is called over the link by which it is registered, which works even through a
 * proxy or a firewall. An instance of the second dialect is dialled at the address from which it registered, as its own
 * registry does.
 */
final class Proxy {

    private static final Pattern ESCAPED = Pattern.compile("%([0-9a-fA-F]{2})");
    private static final Pattern SLASH = Pattern.compile("%2[fF]");
    /** The characters of one percent-encoded character. */
    private static final int ENCODED = 3;
    private static final int MAX_DECODED = 3;
    private static final String OWN_SEGMENT = Node.OWN_ROUTES.replace("/", "");
    /**
     * The largest number of instances that a call tries. The instances of a lost registry all fail, one after the
     * other.
     */
    private static final int MAX_TRIED = 16;
    private static final Set<String> REFUSALS_OF_USERS = Set.of(Integer.toString(ConnectRefusal.UNAUTHORIZED),
            Integer.toString(ConnectRefusal.FORBIDDEN));

    private final Node node;
    private final Registrations registrations;
    /** {@code null} if there are none. */
    private final @Nullable Interceptors interceptors;
    private final CallSettings settings;
    private final MemberCalls members;

    Proxy(Node node, Registrations registrations, MemberCalls members, @Nullable Interceptors interceptors,
            CallSettings settings) {
        this.node = node;
        this.members = members;
        this.registrations = registrations;
        this.interceptors = interceptors;
        this.settings = settings.withRetries(0);
    }

    ForwardedCall call(String address, String payload, long timeoutNanos, CallProtocol protocol, PeerIdentity caller,
            Map<String, String> metadata) {
        Called called = find(address, caller);
        if (called == null) {
            String excerpt = Excerpts.of(address);
            return new ForwardedCall(new CallDetails(null, excerpt, null, null),
                    failed(ProxyAnswer.Outcome.NO_NAMESPACE,
                            excerpt + " begins with no registered namespace", false));
        }
        String namespace = called.namespace();
        Instance instance = called.instance();
        if (instance == null) {
            return refused(new CallDetails(namespace, Excerpts.of(address), null, null), "503", allHeld(namespace));
        }
        String url = address.length() > called.end() ? address.substring(called.end()) : "/";
        // a peer without metadata gets the payload unchanged, and reads the id of the caller there
        String own = CorrelatedPayload.idOf(payload);
        String correlationId = own != null && Metadata.isCorrelationId(own) ? own : UUID.randomUUID().toString();
        CallDetails details = new CallDetails(namespace, Excerpts.of(url), instance.key().toString(), correlationId);
        if (isOwnRoute(url)) {
            return refused(details, "404", "routes that begin with " + Node.OWN_ROUTES + " are not forwarded");
        }
        if (!mayCall(caller, namespace)) {
            node.audit().refused(RefusalKind.RIGHTS, caller.who(), caller.remote(), reason(namespace));
            return refused(details, "403", "the token does not allow calls to " + namespace);
        }
        String authorization = node.userAuthorization();
        if (!metadata.isEmpty() && !Metadata.fits(authorization, metadata)) {
            return refused(details, "400", "the metadata has more than " + Metadata.MAX_OWN
                    + " entries, or more than 8 KiB together with the token of the user");
        }
        Result result = new Result(deadline(timeoutNanos), details, new HashSet<>());
        if (caller.remote() != null) {
            result.thenAccept(answer -> auditUser(caller, result.details, answer));
        }
        Map<String, String> sent = metadata;
        if (interceptors != null) {
            InterceptedCall intercepted;
            try {
                intercepted = intercept(interceptors, details, url, timeoutNanos, metadata, authorization);
            } catch (MicroException e) {
                // the caller of the gateway must not get the text of any other exception, which may contain a secret
                return e.status() == 0 ? refused(details, "500", "internal error")
                        : refused(details, Integer.toString(e.status()), e.getMessage());
            }
            if (intercepted.isAnswered()) {
                intercepted.end(null);
                return new ForwardedCall(details,
                        new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", intercepted.answer(), null, true));
            }
            intercepted.attempt(instance.key().toString());
            sent = intercepted.metadata();
            result.onEnd = answer -> intercepted.end(TypedCalls.failure(answer, result.details));
            result.onRetry = (failed, key) -> {
                intercepted.retrying(failed);
                intercepted.attempt(key);
            };
        }
        instance.countForwarded();
        send(new Attempt(instance,
                new MemberCalls.Call(namespace, instance.key().toString(), url, payload, correlationId, sent),
                authorization, timeoutNanos, protocol, result));
        return new ForwardedCall(() -> result.details, result);
    }

    /** Returns whether somebody may call a namespace. */
    boolean mayCall(PeerIdentity caller, String namespace) {
        return caller.callable().contains(namespace) || node.exemptions().exempt(RefusalKind.RIGHTS, caller,
                caller::who, () -> reason(namespace));
    }

    private static String reason(String namespace) {
        return "the call of " + namespace + ": the token does not allow it";
    }

    /**
     * Writes to the audit log that an instance has refused a call because of its user. The instance has a line too, but only
     * the registry knows from where the request came.
     */
    private void auditUser(PeerIdentity caller, CallDetails details, ProxyAnswer answer) {
        if (answer.outcome() == ProxyAnswer.Outcome.FAILED && !answer.mayHaveExecuted()
                && REFUSALS_OF_USERS.contains(answer.status())) {
            SafeLog.write(() -> node.audit().refused(RefusalKind.of(Integer.parseInt(answer.status())), caller.who(),
                    caller.remote(), "the call of " + details.namespace() + " at " + details.instance() + ": "
                            + answer.message()));
        }
    }

    private long deadline(long timeoutNanos) {
        return node.environment().timer().nanoTime() + timeoutNanos;
    }

    /** A call on one instance. */
    private record Attempt(Instance instance, MemberCalls.Call call, @Nullable String authorization, long timeoutNanos,
            CallProtocol protocol, Result result) {

        /** The same call on another instance. */
        Attempt on(Instance other) {
            return new Attempt(other, new MemberCalls.Call(call.namespace(), other.key().toString(), call.url(),
                    call.payload(), call.correlationId(), call.entries()), authorization, timeoutNanos, protocol,
                    result);
        }

        boolean isElsewhere() {
            return Proxy.isElsewhere(instance);
        }

        /** Returns a text without the token of the user. */
        @Override
        public String toString() {
            return "Attempt[" + call + ", protocol=" + protocol + "]";
        }
    }

    private void send(Attempt attempt) {
        Instance instance = attempt.instance();
        Result result = attempt.result();
        ProxyRequest request = new ProxyRequest(attempt);
        CompletableFuture<Link> opened = link(instance);
        if (!opened.isDone()) {
            // there is no link yet that would end the request at its deadline
            Timer timer = node.environment().timer();
            Timer.Alarm late = timer.after(result.deadline - timer.nanoTime(), request::expire);
            opened.whenComplete((link, failure) -> late.cancel());
        }
        opened.whenComplete((link, failure) -> {
            if (failure != null) {
                notBegun(attempt, instance.key() + " of " + attempt.call().namespace() + " cannot be reached"
                        + (attempt.isElsewhere() ? " through its registry "
                                + members.whyNot(((RemoteInstance) instance).owner()) : ""));
                return;
            }
            try {
                send(attempt, link, request);
            } catch (RuntimeException | Error e) {
                // the request may have been sent
                request.cancel();
                result.complete(failed(ProxyAnswer.Outcome.NO_INSTANCE,
                        "the call failed while it was sent: " + Excerpts.of(e), true));
            }
        });
        // the caller may complete or cancel its future. This has no effect on a request that has ended
        result.whenComplete((answer, failure) -> request.cancel());
    }

    private void send(Attempt attempt, Link link, ProxyRequest request) {
        Instance instance = attempt.instance();
        MemberCalls.Call call = attempt.call();
        String authorization = attempt.authorization();
        boolean elsewhere = attempt.isElsewhere();
        request.link = link;
        boolean beside = link.takesMetadata();
        boolean withUser = authorization != null && beside;
        if (withUser && !elsewhere && !mayKnowUser(link, call.namespace())) {
            attempt.result().complete(unproved(instance));
        } else if (withUser && !node.maySendUser(link)) {
            attempt.result().complete(tooPlain(instance));
        } else if (elsewhere) {
            members.send(link, ((RemoteInstance) instance).owner(), call, withUser ? authorization : null, request);
        } else {
            link.request(JsonText.quote(call.url()), call.payload(),
                    beside ? Metadata.of(call.correlationId(), authorization, call.entries()) : null, request);
        }
    }

    /**
     * Calls another instance, because the call certainly has not begun on this one. Each instance is called at most once. If
     * there is no other instance, the call fails.
     */
    private void notBegun(Attempt attempt, String message) {
        Result result = attempt.result();
        ProxyAnswer failure = failed(ProxyAnswer.Outcome.NO_INSTANCE, message, false);
        Instance other = other(attempt);
        if (other == null) {
            result.complete(failure);
            return;
        }
        result.retry(TypedCalls.failure(failure, result.details), other.key().toString());
        other.countForwarded();
        send(attempt.on(other));
    }

    private @Nullable Instance other(Attempt attempt) {
        Result result = attempt.result();
        Set<String> tried = result.tried;
        if (tried == null || result.isDone() || deadline(0) - result.deadline >= 0) {
            return null;
        }
        tried.add(attempt.instance().key().toString());
        return tried.size() < MAX_TRIED
                ? registrations.draw(attempt.call().namespace(), node.environment().random(), tried) : null;
    }

    /**
     * Returns whether an instance is called through the registry that has its link. An instance of the second dialect is
     * dialled instead.
     */
    private static boolean isElsewhere(Instance instance) {
        return instance instanceof RemoteInstance && !instance.isSecondDialect();
    }

    /** Serves a call of another registry of the cluster. */
    Object forwarded(Link link, RouteContext context) {
        MemberCalls.Call call = members.read(link, context.<RawJson>payload(RawJson.class).text(),
                context.correlationId().orElseGet(() -> UUID.randomUUID().toString()));
        if (registrations.isStopping()) {
            // the close frame of this registry tells the other one which requests certainly did not run, and this one is among
            // them
            return new TrustedJson(MemberCalls.write(failed(ProxyAnswer.Outcome.NO_INSTANCE,
                    "the registry of the instance is leaving", false)));
        }
        LocalInstance instance = registrations.local(call.namespace(), call.key());
        if (instance == null) {
            return new TrustedJson(MemberCalls.write(failed(ProxyAnswer.Outcome.NO_INSTANCE,
                    Excerpts.of(call.key()) + " of " + Excerpts.of(call.namespace())
                            + " is not registered here any more",
                    false)));
        }
        instance.countForwarded();
        long timeoutNanos = Math.max(1, context.remaining().toNanos());
        Result result = new Result(deadline(timeoutNanos), null, null);
        context.onAbort(() -> result.cancel(true));
        String authorization = context instanceof Invocation invocation ? invocation.authorization() : null;
        send(new Attempt(instance, call, authorization, timeoutNanos, CallProtocol.WS, result));
        return result.thenApply(answer -> new TrustedJson(MemberCalls.write(answer)));
    }

    /**
     * Calls an own route of a node, at one instance of a namespace. No handler of the application gets this call, and no
     * token of a user is sent with it.
     */
    CompletableFuture<ProxyAnswer> ask(String namespace, String url, String payload, long timeoutNanos) {
        if (registrations.isHeld(namespace)) {
            return CompletableFuture.completedFuture(
                    new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "503", null, allHeld(namespace), false));
        }
        return ask(registrations.draw(namespace, node.environment().random()), url, payload, timeoutNanos);
    }

    /** As {@link #ask(String, String, String, long)}, of one instance; {@code null} if there is none. */
    CompletableFuture<ProxyAnswer> ask(@Nullable Instance instance, String url, String payload, long timeoutNanos) {
        if (instance == null) {
            return CompletableFuture.completedFuture(failed(ProxyAnswer.Outcome.NO_NAMESPACE,
                    "no instance of this namespace is registered", false));
        }
        String namespace = instance.namespace();
        Result result = new Result(deadline(timeoutNanos), null, null);
        if (instance.isSecondDialect()) {
            result.complete(new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "404", null,
                    instance.key() + " speaks the second dialect, which has no " + url, false));
        } else {
            send(new Attempt(instance, new MemberCalls.Call(namespace, instance.key().toString(), url, payload,
                    UUID.randomUUID().toString(), Map.of()), null, timeoutNanos, CallProtocol.WS, result));
        }
        return result;
    }

    private InterceptedCall intercept(Interceptors all, CallDetails details, String url, long timeoutNanos,
            Map<String, String> metadata, String authorization) {
        return all.begin(details, url, settings.withRequestTimeout(Duration.ofNanos(timeoutNanos)), metadata,
                authorization,
                node.environment().codec());
    }

    private static ForwardedCall refused(CallDetails details, String status, String message) {
        return new ForwardedCall(details, new ProxyAnswer(ProxyAnswer.Outcome.FAILED, status, null, message, false));
    }

    /**
     * Returns whether a url may lead to an own route of a node. Nodes trust requests of their registry for these routes, so
     * that the registry must not forward any. Nodes of other projects may read urls in other ways. Therefore every reading
     * counts: with percent-encoding, even of slashes or twice, with empty segments, with dots, and with a query.
     */
    private static boolean isOwnRoute(String url) {
        String path = url;
        for (int i = 0; !mayBeOwn(path); i++) {
            if (i == MAX_DECODED || path.indexOf('%') < 0) {
                return false;
            }
            path = decoded(path);
        }
        return true;
    }

    /**
     * Returns whether a path may lead to an own route. Nodes may divide a path into segments in different ways, so that a
     * path with {@code ..} may lead to any of its segments.
     */
    private static boolean mayBeOwn(String path) {
        List<String> segments = Stream.of(path.split("[/\\\\]", -1))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .map(segment -> segment.split("[?#]", 2)[0])
                .toList();
        return segments.indexOf(OWN_SEGMENT) == 0 || segments.contains(OWN_SEGMENT) && segments.contains("..");
    }

    private static String decoded(String path) {
        return ESCAPED.matcher(path).replaceAll(octet -> Matcher
                .quoteReplacement(Character.toString((char) Integer.parseInt(octet.group(1), 16))));
    }

    /**
     * The namespace at the beginning of a call's address.
     *
     * @param end the index in the address at which the route begins
     * @param instance the drawn instance; {@code null} if all instances of the namespace are hidden from callers
     */
    private record Called(String namespace, int end, @Nullable Instance instance) {
    }

    /**
     * Finds the namespace, and draws an instance of it in the same step: a namespace that has just lost its last instance
     * does not count. A namespace that the caller may neither see nor call does not count either. A shorter one may then
     * match.
     */
    private @Nullable Called find(String address, PeerIdentity caller) {
        String unseen = null;
        for (int end = longest(address); end > 0; end = address.lastIndexOf('/', end - 1)) {
            String name = name(address.substring(0, end));
            boolean counts = caller.visible().contains(name) || caller.callable().contains(name);
            Instance drawn = registrations.draw(name, node.environment().random());
            // a namespace whose instances are all hidden still matches; the registry does not call a shorter
            // namespace instead
            if (drawn != null || registrations.isHeld(name)) {
                if (counts) {
                    return new Called(name, end, drawn);
                }
                unseen = unseen == null ? name : unseen;
            }
        }
        if (unseen != null) {
            node.exemptions().maySee(unseen, caller, caller::who);
        }
        return null;
    }

    /**
     * Returns the end of the longest part of an address that may be a namespace. The address may be as long as a
     * message.
     */
    static int longest(String address) {
        int longest = 0;
        int end = -1;
        for (int i = 0; i < Namespaces.MAX_SEGMENTS && end < address.length(); i++) {
            int next = address.indexOf('/', end + 1);
            end = next < 0 ? address.length() : next;
            if (end <= ENCODED * Namespaces.MAX_LENGTH) {
                longest = end;
            }
        }
        return longest;
    }

    /**
     * Returns the decoded name of a part of an address. Empty if it contains an encoded slash, which separates no segments.
     */
    private static String name(String encoded) {
        return encoded.indexOf('%') < 0 ? encoded : SLASH.matcher(encoded).find() ? "" : decoded(encoded);
    }

    private static String allHeld(String namespace) {
        return "all instances of " + namespace + " are ejected or draining";
    }

    private CompletableFuture<Link> link(Instance instance) {
        if (isElsewhere(instance)) {
            return members.link(((RemoteInstance) instance).owner());
        }
        return instance.isSecondDialect()
                ? node.dialRegistered(new PeerAddress(instance.namespace(), instance.key(), "ws", false, true),
                        instance.remote())
                : CompletableFuture.completedFuture(instance.link());
    }

    /**
     * Returns whether an instance may get the token of a user. With the token, the instance could act as that user
     * elsewhere.
     */
    private boolean mayKnowUser(Link link, String namespace) {
        PeerIdentity identity = link.peer().identity();
        return node.policy().mode() == SecurityMode.OFF || identity.proves(namespace) || identity.address() != null
                && IpRanges.literal(identity.address()).filter(IpRanges::isLoopback).isPresent();
    }

    private static ProxyAnswer unproved(Instance instance) {
        return new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "502", null, "the token of the user would travel to "
                + instance.key() + ", which has not proved to be " + instance.namespace(), false);
    }

    private static ProxyAnswer tooPlain(Instance instance) {
        return new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "502", null, "the token of the user would travel to "
                + instance.key() + " without TLS (" + ConfigKeys.SECURITY_ALLOW_PLAIN.name() + ")", false);
    }

    private static ProxyAnswer failed(ProxyAnswer.Outcome outcome, String message, boolean mayHaveExecuted) {
        return new ProxyAnswer(outcome, "", null, message, mayHaveExecuted);
    }

    /** The result of a call. Interceptors see its end before the caller does. */
    private static final class Result extends CompletableFuture<ProxyAnswer> {

        private final long deadline;
        /**
         * The keys of the instances that certainly have not begun the call; {@code null} if only one instance may be
         * called.
         */
        private final @Nullable Set<String> tried;
        /** The details of the present attempt; {@code null} if they are not needed. */
        private volatile @Nullable CallDetails details;
        /** Called before each retry with the failure of the attempt before it, and the key of the next instance. */
        private volatile BiConsumer<@Nullable MicroException, String> onRetry = (failure, key) -> {
        };
        /** Called at the end with the answer; {@code null} if the call was given up. */
        private volatile Consumer<@Nullable ProxyAnswer> onEnd = answer -> {
        };

        Result(long deadline, @Nullable CallDetails details, @Nullable Set<String> tried) {
            this.deadline = deadline;
            this.details = details;
            this.tried = tried;
        }

        void retry(@Nullable MicroException failure, String key) {
            onRetry.accept(failure, key);
            details = details.at(key);
        }

        @Override
        public boolean complete(ProxyAnswer answer) {
            if (!isDone()) {
                onEnd.accept(answer);
            }
            return super.complete(answer);
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            if (!isDone()) {
                onEnd.accept(null);
            }
            return super.completeExceptionally(failure);
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            if (!isDone()) {
                onEnd.accept(null);
            }
            return super.cancel(mayInterrupt);
        }
    }

    /** The request to the instance. */
    private final class ProxyRequest extends OutboundRequest {

        private final Attempt attempt;
        private final String namespace;
        private final CompletableFuture<ProxyAnswer> result;
        /** The link over which the request is sent. Set before it is sent. */
        private volatile @Nullable Link link;

        ProxyRequest(Attempt attempt) {
            super(attempt.result().deadline);
            this.attempt = attempt;
            this.namespace = attempt.call().namespace();
            this.result = attempt.result();
        }

        @Override
        protected String protocol() {
            return attempt.protocol() == CallProtocol.WS ? "ws" : "http";
        }

        @Override
        protected void answered(Frame.Response response) {
            Link by = link;
            if (!response.executed() && response.statusNumber() == 503 && by != null && by.peer().isLeaving()) {
                notBegun(attempt, attempt.instance().key() + " of " + namespace + " leaves");
                return;
            }
            ProxyAnswer answer = attempt.isElsewhere() && response.isSuccess()
                    ? MemberCalls.answer(response.payload())
                    : new ProxyAnswer(
                            response.isSuccess() ? ProxyAnswer.Outcome.ANSWERED : ProxyAnswer.Outcome.FAILED,
                            response.status(), response.payload(), response.message(), response.executed());
            if (answer.outcome() == ProxyAnswer.Outcome.NO_INSTANCE && !answer.mayHaveExecuted()) {
                notBegun(attempt, answer.message());
            } else {
                result.complete(answer);
            }
        }

        @Override
        protected void refused(int status, String message) {
            result.complete(new ProxyAnswer(ProxyAnswer.Outcome.FAILED, Integer.toString(status), null, message,
                    false));
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            String message = "the link to " + namespace + " closed: " + code + " " + reason;
            if (written) {
                result.complete(failed(ProxyAnswer.Outcome.NO_INSTANCE, message, true));
            } else {
                notBegun(attempt, message);
            }
        }

        /** Ends the request at its deadline, if it has not ended. */
        void expire() {
            int written = giveUp();
            if (written >= 0) {
                expired(written > 0);
            }
        }

        @Override
        protected void expired(boolean written) {
            result.complete(failed(ProxyAnswer.Outcome.TIMEOUT,
                    namespace + " gave no answer within " + TimeUnit.NANOSECONDS.toMillis(attempt.timeoutNanos())
                            + " ms"
                            + (!written ? ", and the request was not sent"
                                    : gaveUpItself() ? "; it stopped the handler at its own deadline, before an Abort"
                                            : "; Abort was sent"),
                    written));
        }
    }
}
