package io.microcdi.registry.web;

import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.websocket.OriginPolicy;

/** Who may use the gateway: no page of another site, whatever its visitor's browser can reach. */
final class GatewayRules {

    private GatewayRules() {
    }

    static void check(HttpServletRequest request, OriginPolicy origins) {
        String origin = request.getHeader("Origin");
        boolean same = origin != null
                && OriginPolicy.isSameOrigin(origin, request.getHeader("Host"), origin.startsWith("https:"));
        if (!same && !origins.permits(origin)) {
            throw new GatewayRefusal(403, "pages of this origin may not call");
        }
        // a form cannot send this type, so that a page has to ask first, and is refused then
        String type = request.getContentType();
        String bare = type == null ? "" : type.split(";", 2)[0].strip();
        if (!bare.equalsIgnoreCase("application/json")) {
            throw new GatewayRefusal(415, "Content-Type: expected application/json");
        }
    }
}
