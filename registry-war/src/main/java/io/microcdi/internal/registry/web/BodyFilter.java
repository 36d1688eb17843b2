package io.microcdi.internal.registry.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Refuses bodies where none is expected, which is everywhere but at the gateway. A servlet that ignores a body is not
 * enough: some containers wait for its end with the thread of the request.
 */
public final class BodyFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public BodyFilter() {
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!BodyListener.isExpected(request) || request.getServletPath().equals(GatewayServlet.PATH)) {
            chain.doFilter(request, response);
            return;
        }
        BodyListener rest = new BodyListener(BodyListener.start(request));
        response.setHeader("Connection", "close");
        Replies.text(response, HttpServletResponse.SC_BAD_REQUEST, "no body is expected here");
        response.flushBuffer();
        rest.read();
        rest.answered();
    }
}
