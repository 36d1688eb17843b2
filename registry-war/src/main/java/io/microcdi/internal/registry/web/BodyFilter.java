package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Refuses requests with a body at all paths except the gateway. It is not enough if a servlet ignores the body, because
 * some containers then block the request's thread until the body ends.
 */
public final class BodyFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    /** Called by the container. */
    public BodyFilter() {
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!BodyListener.isExpected(request) || request.getServletPath().equals(GatewayServlet.PATH)) {
            chain.doFilter(request, response);
            return;
        }
        BodyListener.refuse(request,
                to -> Replies.text(to, HttpServletResponse.SC_BAD_REQUEST, "no body is expected here"));
    }
}
