package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.FilterRest;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.ServletConnect;
import io.microcdi.internal.websocket.adapter.DeferredReading;
import io.microcdi.internal.wire.Excerpts;

/**
 * Refuses WebSocket handshakes of forbidden origins with 403, and those that the registry does not admit, or not now.
 * It runs before the container's handshake, because the handshake sees the {@code Origin} but not the {@code Host} with
 * which it must be compared.
 */
public final class OriginFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final transient AtomicLong nextLogAt = new AtomicLong(System.nanoTime());

    /** Called by the container. */
    public OriginFilter() {
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!Replies.isHandshake(request)) {
            chain.doFilter(request, response);
            return;
        }
        Attributes attributes = Attributes.of(getServletContext());
        String origin = request.getHeader("Origin");
        ConnectRequest facts = ServletConnect.request(request);
        ConnectRequest below = facts.withPath(ServletConnect.below(request));
        // all other paths are answered 404
        boolean decides = Replies.isDecided(request, attributes);
        if (!attributes.origins().permits(origin,
                facts.sameOrigin() && isOwnHost(attributes, facts, request.getHeader("Host")))) {
            logRefused(origin);
            attributes.registry().refusedOrigin(below, origin);
            Replies.text(response, HttpServletResponse.SC_FORBIDDEN, "pages of this origin may not connect");
        } else if (!decides || !ServletConnect.refuses(below, origin, attributes.acceptor(), attributes.origins(),
                response)) {
            upgrade(response, decides, () -> OriginPolicy.<IOException, ServletException>run(facts, decides,
                    () -> chain.doFilter(DeferredReading.of(request), response)));
        }
    }

    /**
     * Passes a handshake on. A container may throw for a handshake that it cannot read, for example because of its query or
     * its extensions. The stacks of such exceptions would fill the log.
     */
    private static void upgrade(HttpServletResponse response, boolean decided,
            FilterRest<IOException, ServletException> handshake) throws IOException, ServletException {
        try {
            handshake.run();
        } catch (RuntimeException e) {
            if (!decided || response.isCommitted()) {
                throw e;
            }
            Replies.text(response, HttpServletResponse.SC_BAD_REQUEST, "the handshake cannot be read");
        }
    }

    /**
     * Returns whether the page of the same origin is that of this server. A browser on this machine needs no token. An
     * attacker can let a name point at this machine, and so serve the page in that browser.
     */
    private static boolean isOwnHost(Attributes attributes, ConnectRequest facts, String host) {
        return facts.proxied() || !facts.comesFromLoopback() || !Access.isMisdirected(
                attributes.registry().securityMode(), PeerIdentity.UNPROVED, attributes.access().names(), host);
    }

    /**
     * Logs a refused handshake, at most once a second, so that a page that repeats its handshakes cannot fill the log.
     */
    private void logRefused(String origin) {
        long now = System.nanoTime();
        long due = nextLogAt.get();
        if (now - due >= 0 && nextLogAt.compareAndSet(due, now + LOG_INTERVAL_NANOS)) {
            WebLog.LOG.foreignOrigin(Excerpts.of(origin));
        }
    }
}
