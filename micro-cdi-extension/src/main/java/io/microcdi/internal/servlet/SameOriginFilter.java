package io.microcdi.internal.servlet;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.adapter.DeferredReading;

/**
 * Passes facts about a request to the WebSocket handshake: whether the request comes from a page of the same host, and
 * its path. The handshake itself sees the {@code Origin}, but neither the {@code Host} nor the path. The filter also
 * {@linkplain DeferredReading defers} the server's reading, and answers the request that drains the node.
 */
final class SameOriginFilter implements Filter {

    private final DrainEndpoint drain;

    SameOriginFilter(DrainEndpoint drain) {
        this.drain = drain;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && "websocket".equalsIgnoreCase(http.getHeader("Upgrade"))) {
            OriginPolicy.<IOException, ServletException>run(new OriginPolicy.Request(
                    OriginPolicy.isSameOrigin(http.getHeader("Origin"), http.getHeader("Host"), http.isSecure()),
                    http.getRequestURI(), http.getQueryString(), http.getRemoteAddr()),
                    () -> chain.doFilter(DeferredReading.of(http), response));
        } else if (!drain.answers(request, response)) {
            chain.doFilter(request, response);
        }
    }
}
