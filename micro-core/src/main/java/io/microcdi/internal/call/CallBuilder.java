package io.microcdi.internal.call;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import io.microcdi.MicroCall;
import io.microcdi.error.CallDetails;
import io.microcdi.error.MicroException;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.flight.Flight;
import io.microcdi.internal.json.CorrelatedPayload;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Metadata;

/** A call with its settings. */
final class CallBuilder implements MicroCall {

    private final DefaultCaller caller;
    private final String namespace;
    private final CallSettings settings;
    private final String correlationId;
    private final Map<String, String> metadata;
    private final PeerAddress fixed;
    private final RetryBudget budget;

    /**
     * Makes a call.
     *
     * @param fixed the only address to call; {@code null} to choose an instance of the namespace
     * @param budget the budget for the retries of the namespace
     */
    CallBuilder(DefaultCaller caller, String namespace, CallSettings settings, String correlationId,
            Map<String, String> metadata, PeerAddress fixed, RetryBudget budget) {
        this.caller = caller;
        this.namespace = namespace;
        this.settings = settings;
        this.correlationId = correlationId;
        this.metadata = metadata;
        this.fixed = fixed;
        this.budget = budget;
    }

    CallSettings settings() {
        return settings;
    }

    @Override
    public MicroCall timeout(Duration timeout) {
        return with(settings.withRequestTimeout(timeout));
    }

    @Override
    public MicroCall attemptTimeout(Duration timeout) {
        return with(settings.withAttemptTimeout(timeout));
    }

    @Override
    public MicroCall retries(int retries) {
        return with(settings.withRetries(retries));
    }

    @Override
    public MicroCall idempotent() {
        return with(settings.asIdempotent());
    }

    @Override
    public MicroCall correlationId(String id) {
        if (!Metadata.isCorrelationId(Objects.requireNonNull(id, "the correlation id is null"))) {
            throw new IllegalArgumentException("correlation id \"" + Excerpts.of(id)
                    + "\": expected 1 to 128 visible characters of ASCII, without spaces");
        }
        return new CallBuilder(caller, namespace, settings, id, metadata, fixed, budget);
    }

    @Override
    public MicroCall with(String name, String value) {
        Map<String, String> more = InterceptedCall.added(metadata, null, name, value);
        return new CallBuilder(caller, namespace, settings, correlationId, more, fixed, budget);
    }

    private MicroCall with(CallSettings changed) {
        return new CallBuilder(caller, namespace, changed, correlationId, metadata, fixed, budget);
    }

    @Override
    public <T> T call(String url, Object payload, Type type) {
        DefaultCaller.checkMayBlock();
        Objects.requireNonNull(type, "the type is null");
        CallRequest request = request(url, payload);
        BlockingOutcome outcome = new BlockingOutcome(caller.context().timer());
        CallOperation operation = operation(request, outcome);
        start(operation, request);
        return outcome.await(answers(request), type, operation::abort);
    }

    @Override
    public <T> CompletableFuture<T> callAsync(String url, Object payload, Type type) {
        Objects.requireNonNull(type, "the type is null");
        CallRequest request;
        try {
            request = request(url, payload);
        } catch (MicroException e) {
            FutureOutcome<T> notSent = new FutureOutcome<>(null, type, caller.callbacks(),
                    caller.context().timer());
            notSent.failed(e);
            return notSent;
        }
        FutureOutcome<T> outcome = new FutureOutcome<>(answers(request), type, caller.callbacks(),
                caller.context().timer());
        CallOperation operation = operation(request, outcome);
        outcome.abortedBy(operation::abort);
        start(operation, request);
        return outcome;
    }

    private CallOperation operation(CallRequest request, Outcome outcome) {
        InterceptedCall intercepted = request.intercepted();
        return new CallOperation(caller.context(), caller.choice(), request,
                intercepted == null ? outcome : intercepted.before(outcome));
    }

    private static void start(CallOperation operation, CallRequest request) {
        InterceptedCall intercepted = request.intercepted();
        if (intercepted != null && intercepted.isAnswered()) {
            operation.answerByInterceptor(intercepted.answer());
        } else {
            operation.start();
        }
    }

    private ResponseDecoder answers(CallRequest request) {
        return new ResponseDecoder(caller.context().node().environment().codec(), request::details);
    }

    private CallRequest request(String url, Object payload) {
        DefaultCaller.checkUrl(url);
        Object event = Flight.call();
        long now = caller.context().now();
        try {
            return request(url, payload, now, event);
        } catch (MicroException e) {
            CallOperation.record(caller.context(), event, namespace, url, null, 0, e.details().correlationId(), now, e);
            throw e;
        }
    }

    private CallRequest request(String url, Object payload, long now, Object event) {
        Invocation serving = Invocation.current();
        CallDetails details = new CallDetails(namespace, url, null, null);
        String json = caller.encode(payload, details);
        long timeoutNanos = Math.min(settings.requestTimeoutNanos(), Long.MAX_VALUE / 2);
        if (serving != null) {
            timeoutNanos = Math.min(timeoutNanos, serving.deadline() - now);
        }
        String authorization = caller.context().node().userAuthorization();
        // an id in the payload takes precedence, because a peer without metadata reads the id there
        String own = CorrelatedPayload.idOf(json);
        String id = own != null && Metadata.isCorrelationId(own) ? own : id(serving);
        Map<String, String> all = caller.metadata(metadata, authorization, details);
        InterceptedCall intercepted = caller.intercept(new CallDetails(namespace, url, null, id), settings,
                timeoutNanos, all, authorization);
        return new CallRequest(namespace, url, json, id, authorization,
                intercepted == null ? all : intercepted.metadata(), settings, now + timeoutNanos, fixed, budget,
                intercepted, now, event);
    }

    private String id(Invocation serving) {
        if (correlationId != null) {
            return correlationId;
        }
        String inherited = serving == null ? null : serving.correlationId().orElse(null);
        return inherited != null ? inherited : randomId(caller.context().node().environment().random());
    }

    private static String randomId(RandomGenerator random) {
        long high = random.nextLong() & ~0xF000L | 0x4000L;
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }
}
