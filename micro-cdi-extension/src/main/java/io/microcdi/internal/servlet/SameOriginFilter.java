package io.microcdi.internal.servlet;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.cdi.NodeLifecycle;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.FilterRest;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.ServletConnect;
import io.microcdi.internal.websocket.adapter.DeferredReading;

/**
 * Passes facts about a request to the WebSocket handshake: whether the request comes from a page of the same host, and
 * its path. The handshake itself sees the {@code Origin}, but neither the {@code Host} nor the path. The filter also
 * {@linkplain DeferredReading defers} the server's reading, answers the request that drains the node, and refuses
 * handshakes that the node does not admit at this time. It keeps the token of a request, so that the calls which the
 * request's thread makes can take it along.
 */
final class SameOriginFilter implements Filter {

    /**
     * The methods of handshakes; CONNECT over HTTP/2 (RFC 8441). Undertow upgrades requests with other methods too, so that
     * these are decided here like handshakes. No node sends one.
     */
    private static final Set<String> UPGRADING = Set.of("GET", "CONNECT");

    private final DrainEndpoint drain;
    private final Supplier<Optional<NodeLifecycle>> lifecycle;

    SameOriginFilter(DrainEndpoint drain, Supplier<Optional<NodeLifecycle>> lifecycle) {
        this.drain = drain;
        this.lifecycle = lifecycle;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http)) {
            chain.doFilter(request, response);
            return;
        }
        boolean asksForUpgrade = ServletConnect.isHandshake(http);
        if ((!asksForUpgrade || !isMethodOfHandshakes(http)) && drain.answers(request, response)) {
            return;
        }
        if (asksForUpgrade) {
            handshake(http, (HttpServletResponse) response, chain);
        } else {
            runForUser(http, () -> chain.doFilter(request, response));
        }
    }

    private static boolean isMethodOfHandshakes(HttpServletRequest http) {
        return UPGRADING.contains(http.getMethod());
    }

    private void handshake(HttpServletRequest http, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ConnectRequest facts = ServletConnect.request(http);
        ConnectRequest below = facts.withPath(ServletConnect.below(http));
        LinkAcceptor acceptor = lifecycle.get().map(NodeLifecycle::acceptor).orElse(null);
        ConnectRequest announced = acceptor == null ? below : below.withPath(acceptor.announcement(below.path()));
        boolean decides = acceptor != null && ServletConnect.isOfNode(announced);
        if (HandshakeRate.concerns(announced.path()) && ServletConnect.isAmbiguous(http)
                || decides && !isMethodOfHandshakes(http)) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        FilterRest<IOException, ServletException> rest = () -> OriginPolicy.<IOException, ServletException>run(facts,
                decides, () -> chain.doFilter(DeferredReading.of(http), response));
        if (!decides) {
            // may be an ordinary request, because every client may ask for an upgrade
            runForUser(http, rest);
        } else if (!ServletConnect.refuses(below, http.getHeader("Origin"), acceptor,
                lifecycle.get().orElseThrow().origins(), response)) {
            rest.run();
        }
    }

    private void runForUser(HttpServletRequest http, FilterRest<IOException, ServletException> rest)
            throws IOException, ServletException {
        if (forwardsUsers()) {
            UserPolicy.run(http.getHeader("Authorization"), rest);
        } else {
            rest.run();
        }
    }

    private boolean forwardsUsers() {
        return lifecycle.get().map(NodeLifecycle::forwardsUsers).orElse(false);
    }
}
