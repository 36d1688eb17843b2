package io.microcdi.internal.registry.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.websocket.OriginPolicy;

/**
 * What browsers are told about pages of other origins, by the Fetch standard's CORS protocol. Only origins that
 * {@code micro.allowed-origins} names may call, and never with the cookies of the registry's host.
 */
final class GatewayOrigins {

    private static final String METHODS = "POST";
    private static final String HEADERS = "Authorization, Content-Type, Micro-Timeout";
    private static final String SECONDS = "600";

    private GatewayOrigins() {
    }

    /**
     * Refuses what a page of another site sends, and says to the browser of a page that is allowed that it may read the
     * answer.
     *
     * @throws GatewayRefusal with 403
     */
    static void check(HttpServletRequest request, HttpServletResponse response, OriginPolicy origins) {
        response.addHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin == null || origin.isBlank()
                || OriginPolicy.isSameOrigin(origin, request.getHeader("Host"), request.isSecure())) {
            return;
        }
        if (!origins.permits(origin)) {
            throw new GatewayRefusal(403,
                    "pages of this origin may not call; micro.allowed-origins names those that may");
        }
        response.setHeader("Access-Control-Allow-Origin", origin);
    }

    /** Answers what a browser asks before it sends a request of a page. */
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
