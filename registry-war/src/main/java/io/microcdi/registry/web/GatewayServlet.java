package io.microcdi.registry.web;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.config.Durations;
import io.microcdi.registry.ProxyAnswer;

/**
 * {@code POST /call/{namespace}/{route…}}: calls a service for whoever speaks HTTP only. The body is the payload and the
 * answer's is the result, both as the JSON text that they are.
 */
public final class GatewayServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    /** The container's own bound comes only when ours failed. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** Made by the container. */
    public GatewayServlet() {
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Attributes attributes = Attributes.of(getServletContext());
        Duration timeout;
        String payload;
        try {
            GatewayRules.check(request, attributes.origins());
            timeout = timeout(request);
            payload = GatewayBody.read(request, attributes.maxMessage());
        } catch (GatewayRefusal refusal) {
            GatewayReplies.problem(response, refusal.status(), refusal.getMessage());
            return;
        }
        String prefix = request.getContextPath() + request.getServletPath() + "/";
        String address = request.getRequestURI().substring(Math.min(prefix.length(), request.getRequestURI().length()));
        AsyncContext async = request.startAsync();
        async.setTimeout(timeout.plus(MARGIN).toMillis());
        attributes.registry().call(address, payload, timeout)
                .thenAccept(answer -> async.start(() -> reply(async, answer)));
    }

    private static void reply(AsyncContext async, ProxyAnswer answer) {
        try {
            GatewayReplies.answer((HttpServletResponse) async.getResponse(), answer);
        } catch (IOException gone) {
            WebLog.LOG.debugf(gone, "whoever asked is gone");
        } finally {
            async.complete();
        }
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
            throw new GatewayRefusal(400, "timeout=" + text
                    + ": expected a duration of more than zero and at most 1h: 500ms, 10s, PT10S or a number of"
                    + " milliseconds");
        }
    }
}
