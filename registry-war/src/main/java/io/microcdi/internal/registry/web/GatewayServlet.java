package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.config.Durations;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;

/**
 * Serves {@code POST /call/{namespace}/{route…}}: it calls a service for an HTTP client. The request's body is the
 * payload, and the answer's body is the result. Both are passed on as unchanged JSON text.
 */
public final class GatewayServlet extends HttpServlet {

    /** The path of the gateway below the context path. */
    static final String PATH = "/call";

    private static final long serialVersionUID = 1L;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    /**
     * The time by which the container's own timeout is longer, so that it runs out only if the gateway's own bound has
     * failed.
     */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** Called by the container. */
    public GatewayServlet() {
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Attributes attributes = Attributes.of(getServletContext());
        byte[] body = GatewayBody.of(request);
        try {
            if (!attributes.gateway()) {
                throw new GatewayRefusal(HttpServletResponse.SC_NOT_FOUND, "the gateway is switched off");
            }
            if (body == null) {
                GatewayOrigins.check(request, response, attributes);
                begin(request, response, attributes);
            } else {
                call(request, response, attributes, GatewayPayload.of(body));
            }
        } catch (GatewayRefusal refusal) {
            if (body == null && BodyListener.isExpected(request)) {
                GatewayBody.refuse(request, refusal);
            } else {
                GatewayReplies.problem(response, refusal.status(), refusal.getMessage());
            }
        }
    }

    private static void begin(HttpServletRequest request, HttpServletResponse response, Attributes attributes)
            throws IOException {
        switch (request.getMethod()) {
            case "POST" -> post(request, response, attributes);
            case "OPTIONS" -> {
                if (BodyListener.isExpected(request)) {
                    throw new GatewayRefusal(HttpServletResponse.SC_BAD_REQUEST, "no body is expected here");
                }
                GatewayOrigins.preflight(response);
            }
            default -> {
                response.setHeader("Allow", "POST, OPTIONS");
                throw new GatewayRefusal(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "expected POST");
            }
        }
    }

    /**
     * Refuses a request as soon as its head allows it. It checks the type first, because the container would read the
     * parameters of a form from its body.
     */
    private static void post(HttpServletRequest request, HttpServletResponse response, Attributes attributes)
            throws IOException {
        GatewayAddress.read(request);
        GatewayPayload.checkType(request);
        timeout(request);
        protocol(request);
        if (BodyListener.isExpected(request)) {
            GatewayBody.collect(request, attributes.limits());
        } else {
            call(request, response, attributes, null);
        }
    }

    private static void call(HttpServletRequest request, HttpServletResponse response, Attributes attributes,
            String payload) throws IOException {
        String address = GatewayAddress.read(request);
        Duration timeout = timeout(request);
        CallProtocol protocol = protocol(request);
        AtomicReference<CompletableFuture<ProxyAnswer>> begun = new AtomicReference<>();
        // the token of the user goes along if micro.security.user says so
        UserPolicy.run(AccessFilter.userToken(request), () -> begun.set(attributes.registry()
                .forwardChecked(address, payload, timeout, protocol, AccessFilter.identity(request))));
        CompletableFuture<ProxyAnswer> call = begun.get();
        if (call.isDone()) {
            // answer without asynchronous mode: GlassFish 7 answers 200 if an asynchronous request ends while it begins
            GatewayReplies.answer(request, response, call.join(), attributes.limits());
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(timeout.plus(MARGIN).toMillis());
        async.addListener(new CallEnd(call));
        call.thenAccept(answer -> async.start(() -> reply(async, answer, attributes.limits())));
    }

    private static void reply(AsyncContext async, ProxyAnswer answer, HttpLimits limits) {
        try {
            if (!GatewayReplies.answer((HttpServletRequest) async.getRequest(),
                    (HttpServletResponse) async.getResponse(), answer, limits)) {
                return;
            }
        } catch (IOException gone) {
            WebLog.LOG.debugf(gone, "whoever asked is gone");
        }
        async.complete();
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
            throw new GatewayRefusal(400, "timeout=" + Excerpts.of(text)
                    + ": expected a duration of more than zero and at most 1h: 500ms, 10s, PT10S or a number of"
                    + " milliseconds");
        }
    }

    private static CallProtocol protocol(HttpServletRequest request) {
        String text = request.getParameter("protocol");
        return text == null ? CallProtocol.WS
                : Stream.of(CallProtocol.values())
                        .filter(protocol -> protocol.name().toLowerCase(Locale.ROOT).equals(text)).findAny()
                        .orElseThrow(() -> new GatewayRefusal(400,
                                "protocol=" + Excerpts.of(text) + ": expected ws or http"));
    }

    /** Aborts the call if its HTTP client has gone. It has no effect on a call that has ended. */
    private record CallEnd(CompletableFuture<ProxyAnswer> call) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            call.cancel(false);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            call.cancel(false);
        }

        @Override
        public void onError(AsyncEvent event) {
            call.cancel(false);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
