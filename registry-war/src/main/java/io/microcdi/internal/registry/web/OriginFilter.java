package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.ServletConnect;
import io.microcdi.internal.websocket.adapter.DeferredReading;
import io.microcdi.internal.wire.Excerpts;

/**
 * Refuses WebSocket handshakes of forbidden origins with 403, and those beyond the rate of handshakes with 503. It runs before the container's handshake, because the
 * handshake sees the {@code Origin} but not the {@code Host} with which it must be compared.
 */
public final class OriginFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final long LOG_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final transient AtomicLong nextLog = new AtomicLong(System.nanoTime());

    /** Called by the container. */
    public OriginFilter() {
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String origin = request.getHeader("Origin");
        boolean same = OriginPolicy.isSameOrigin(origin, request.getHeader("Host"), request.isSecure());
        if (!Replies.isHandshake(request)) {
            chain.doFilter(request, response);
        } else if (Attributes.of(getServletContext()).handshakes().turn() == HandshakeRate.REFUSED) {
            response.setHeader("Retry-After", "1");
            Replies.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "too many handshakes at once");
        } else if (same || Attributes.of(getServletContext()).origins().permits(origin)) {
            OriginPolicy.<IOException, ServletException>run(ServletConnect.request(request),
                    () -> chain.doFilter(DeferredReading.of(request), response));
        } else {
            logRefused(origin);
            Replies.text(response, HttpServletResponse.SC_FORBIDDEN, "pages of this origin may not connect");
        }
    }

    /**
     * Logs a refused handshake, at most once a second, so that a page that repeats its handshakes cannot fill the log.
     */
    private void logRefused(String origin) {
        long now = System.nanoTime();
        long due = nextLog.get();
        if (now - due >= 0 && nextLog.compareAndSet(due, now + LOG_INTERVAL)) {
            WebLog.LOG.foreignOrigin(Excerpts.of(origin));
        }
    }
}
