package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.config.Durations;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;

/**
 * The call that the head of a request asks for. It is read before the body, and no later part asks the request again.
 *
 * <p>A request has one asynchronous cycle, from its body to its answer, and is never dispatched again: GlassFish and
 * Payara lose a dispatch or a completion that another thread asks for while a dispatch is running.
 *
 * @param attributes have the registry that makes the call
 * @param userToken the header {@code Authorization} that goes along with the call; {@code null} for none
 * @param trace the trace of the request, which goes along with the call
 */
record GatewayCall(Attributes attributes, String address, Duration timeout, CallProtocol protocol,
        PeerIdentity identity, String userToken, Map<String, String> trace) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    /**
     * The time by which the container's own timeout is longer, so that it runs out only if the gateway's own bounds have
     * failed.
     */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /**
     * Reads the head of a request.
     *
     * @throws GatewayRefusal if the head is not that of a call
     */
    static GatewayCall of(HttpServletRequest request, Attributes attributes) {
        String address = GatewayAddress.read(request);
        // before the parameters: the container would read those of a form from its body
        GatewayPayload.checkType(request);
        String fault = ApiQuery.fault(request.getParameterMap(), List.of("timeout", "protocol"));
        if (fault != null) {
            throw new GatewayRefusal(HttpServletResponse.SC_BAD_REQUEST, fault);
        }
        String userToken = AccessFilter.userToken(request);
        return new GatewayCall(attributes, address, timeout(request), protocol(request),
                AccessFilter.identity(request), userToken,
                GatewayTrace.of(request, attributes.traceHeaders(), userToken));
    }

    /** Answers a request without a body. */
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Runnable place = attributes.places().enter(attributes.limits().part(request).network());
        CompletableFuture<ProxyAnswer> call = null;
        try {
            call = begin(null);
        } finally {
            if (call == null) {
                place.run();
            }
        }
        answer(request, response, call, attributes.limits(), timeout, UnaryOperator.identity(), place);
    }

    /**
     * Answers a request without a body when a call ends.
     *
     * @param timeout the time of the call
     * @param form makes the answer that is written. It runs on a thread of the server, because the thread that reads the
     *        answer of an instance must not work on it for long
     * @param last runs at the end of the request. It may run more than once
     */
    static void answer(HttpServletRequest request, HttpServletResponse response, CompletableFuture<ProxyAnswer> call,
            HttpLimits limits, Duration timeout, UnaryOperator<ProxyAnswer> form, Runnable last) throws IOException {
        if (call.isDone()) {
            last.run();
            GatewayReplies.answer(request, response, form.apply(call.join()), limits.part(request));
        } else {
            Waiting waiting = null;
            try {
                waiting = Waiting.start(request, limits, timeout, last);
            } finally {
                if (waiting == null) {
                    call.cancel(false);
                }
            }
            answerLater(waiting.async(), waiting.end(), call, limits.part(request), form);
        }
    }

    /** Collects the body of a request, and then answers the request. */
    void collect(HttpServletRequest request) throws IOException {
        HttpLimits limits = attributes.limits();
        HttpLimits.Part part = limits.part(request);
        Runnable place = attributes.places().enter(part.network());
        Waiting waiting = Waiting.start(request, limits, timeout, place);
        AsyncContext async = waiting.async();
        RequestEnd end = waiting.end();
        GatewayBody.collect(async, end, part, body -> {
            CompletableFuture<ProxyAnswer> call = begin(GatewayPayload.of(body, limits.payload()));
            answerLater(async, end, call, part, UnaryOperator.identity());
            return call;
        });
    }

    /** A request in asynchronous mode. */
    private record Waiting(AsyncContext async, RequestEnd end) {

        /**
         * Starts asynchronous mode. If that fails, as with a filter that does not support it, no listener tells of the end.
         *
         * @param last runs at the end of the request, or now if this method fails
         */
        static Waiting start(HttpServletRequest request, HttpLimits limits, Duration timeout, Runnable last) {
            Waiting started = null;
            try {
                AsyncContext async = request.startAsync();
                async.setTimeout(limits.bodyTimeout().plus(timeout).plus(MARGIN).toMillis());
                started = new Waiting(async, RequestEnd.of(async, last));
                return started;
            } finally {
                if (started == null) {
                    last.run();
                }
            }
        }
    }

    private CompletableFuture<ProxyAnswer> begin(String payload) {
        EngineRegistry registry = attributes.registry();
        long start = registry.timer().nanoTime();
        AtomicReference<CompletableFuture<ProxyAnswer>> begun = new AtomicReference<>();
        // the token of the user goes along if micro.security.user says so
        UserPolicy.run(userToken,
                () -> begun.set(registry.forwardChecked(address, payload, timeout, protocol, identity, trace)));
        CompletableFuture<ProxyAnswer> call = begun.get();
        CompletableFuture<ProxyAnswer> result = call.thenApply(attributes::whileStopping);
        // the caller gets the result after the call is counted
        CompletableFuture<ProxyAnswer> counted = result.whenComplete(
                (answer, failure) -> attributes.meter().record(answer, registry.timer().nanoTime() - start));
        counted.whenComplete((answer, failure) -> {
            if (counted.isCancelled()) { // then the action above does not run
                attributes.meter().record(null, registry.timer().nanoTime() - start);
                call.cancel(false);
            }
        });
        return counted;
    }

    private static void answerLater(AsyncContext async, RequestEnd end, CompletableFuture<ProxyAnswer> call,
            HttpLimits.Part part, UnaryOperator<ProxyAnswer> form) {
        end.then(() -> call.cancel(false)); // without effect on a call that has ended
        call.thenAccept(answer -> end.answer(async, () -> {
            if (GatewayReplies.answer(async, end, form.apply(answer), part)) {
                // GlassFish 7 sets the status to 200 when a request with a listener completes, unless it is sent by then
                async.getResponse().flushBuffer();
                async.complete();
            }
        }));
    }

    /** Returns a text without the token of the user. */
    @Override
    public String toString() {
        return "GatewayCall[address=" + Excerpts.of(address) + ", timeout=" + timeout + ", protocol=" + protocol + "]";
    }

    private static Duration timeout(HttpServletRequest request) {
        String text = request.getParameter("timeout") != null ? request.getParameter("timeout")
                : request.getHeader("Micro-Timeout");
        if (text == null) {
            return DEFAULT_TIMEOUT;
        }
        try {
            Duration timeout = Durations.parse(text);
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
                throw new IllegalArgumentException(text);
            }
            return timeout;
        } catch (IllegalArgumentException e) {
            throw new GatewayRefusal(HttpServletResponse.SC_BAD_REQUEST, "timeout=" + Excerpts.of(text)
                    + ": expected a duration of more than zero and at most 1h: 500ms, 10s, PT10S or a number of"
                    + " milliseconds");
        }
    }

    private static CallProtocol protocol(HttpServletRequest request) {
        String text = request.getParameter("protocol");
        return text == null ? CallProtocol.WS
                : Stream.of(CallProtocol.values())
                        .filter(protocol -> protocol.name().toLowerCase(Locale.ROOT).equals(text)).findAny()
                        .orElseThrow(() -> new GatewayRefusal(HttpServletResponse.SC_BAD_REQUEST,
                                "protocol=" + Excerpts.of(text) + ": expected ws or http"));
    }
}
