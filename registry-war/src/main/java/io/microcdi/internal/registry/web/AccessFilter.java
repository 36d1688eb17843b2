package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.security.HostNames;
import io.microcdi.internal.websocket.OriginPolicy;

/**
 * Refuses requests to hosts that are not the registry's with 421, and requests of pages of forbidden origins with 403.
 * The gateway and handshakes have rules of their own for origins.
 */
public final class AccessFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    /** Called by the container. */
    public AccessFilter() {
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Attributes attributes = Attributes.of(getServletContext());
        if (!attributes.hosts().map(hosts -> hosts.permits(request.getHeader("Host"))).orElse(true)) {
            refuse(request, response, HostNames.MISDIRECTED, HostNames.REASON);
        } else if (isForeign(request, attributes.origins())) {
            refuse(request, response, HttpServletResponse.SC_FORBIDDEN, "pages of this origin may not read this");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isForeign(HttpServletRequest request, OriginPolicy origins) {
        String origin = request.getHeader("Origin");
        return !Replies.isHandshake(request) && !request.getServletPath().equals(GatewayServlet.PATH)
                && !origins.permits(origin)
                && !OriginPolicy.isSameOrigin(origin, request.getHeader("Host"), request.isSecure());
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, int status, String reason)
            throws IOException {
        Attributes.of(getServletContext()).registry().audit().refused(status,
                request.getMethod() + " " + request.getRequestURI(), request.getRemoteAddr(), reason);
        if (BodyListener.isExpected(request)) {
            GatewayBody.refuse(request, new GatewayRefusal(status, reason));
        } else {
            Replies.text(response, status, reason);
        }
    }
}
