package io.microcdi.internal.websocket;

import java.security.cert.X509Certificate;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import io.microcdi.internal.security.ConnectRequest;

/** Reads the facts about a handshake from the request of a servlet container. */
public final class ServletConnect {

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    /** The headers by which a proxy tells that it forwards a request. */
    private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "Via", "X-Real-IP");

    private ServletConnect() {
    }

    /** Returns the facts about a request. Its path is not yet cut to the part below the context path. */
    public static ConnectRequest request(HttpServletRequest request) {
        boolean proxied = OF_PROXIES.stream().anyMatch(header -> request.getHeader(header) != null);
        boolean sameOrigin = OriginPolicy.isSameOrigin(request.getHeader("Origin"), request.getHeader("Host"),
                request.isSecure());
        return new ConnectRequest(request.getRequestURI(), request.getQueryString(), request.getRemoteAddr(), proxied,
                request.isSecure(), sameOrigin, request.getHeader("Authorization"), request.getUserPrincipal(),
                request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain ? List.of(chain) : List.of());
    }
}
