package io.microcdi.internal.registry.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.ServletConnect;

/**
 * Handles requests of web pages with another origin, by the CORS protocol of the Fetch standard. Only the origins in
 * {@code micro.allowed-origins} may call, and never with the cookies of the registry's host.
 */
final class GatewayOrigins {

    private static final String METHODS = "POST";
    private static final String HEADERS = "Authorization, Content-Type, Micro-Timeout, traceparent, tracestate, baggage";
    private static final String SECONDS = "600";

    private GatewayOrigins() {
    }

    /**
     * Refuses a request from a page of a forbidden origin. For a page of an allowed origin, it sets the headers by
     * which the browser lets the page read the answer.
     *
     * @throws GatewayRefusal with 403
     */
    static void check(HttpServletRequest request, HttpServletResponse response, Attributes attributes) {
        if (!tell(request, response, attributes.origins())) {
            attributes.registry().refusedOrigin(ServletConnect.request(request), request.getHeader("Origin"));
            throw new GatewayRefusal(403,
                    "pages of this origin may not call; micro.allowed-origins names those that may");
        }
    }

    /**
     * Sets the headers by which a browser lets a page of an allowed origin read the answer.
     *
     * @return false for a page of a forbidden origin
     */
    static boolean tell(HttpServletRequest request, HttpServletResponse response, OriginPolicy origins) {
        response.addHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin == null || origin.isBlank()
                || OriginPolicy.isSameOrigin(origin, request.getHeader("Host"), request.isSecure())) {
            return true;
        }
        boolean permitted = origins.permits(origin);
        if (permitted) {
            response.setHeader("Access-Control-Allow-Origin", origin);
        }
        return permitted;
    }

    /** Answers a preflight request, which a browser sends before the request of a page. */
    static void preflight(HttpServletResponse response) {
        Replies.secure(response);
        response.setHeader("Allow", METHODS + ", OPTIONS");
        if (response.getHeader("Access-Control-Allow-Origin") != null) {
            response.setHeader("Access-Control-Allow-Methods", METHODS);
            response.setHeader("Access-Control-Allow-Headers", HEADERS);
            response.setHeader("Access-Control-Max-Age", SECONDS);
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
