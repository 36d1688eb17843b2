package io.microcdi.internal.websocket;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.websocket.adapter.ServerAdapter;

/** Reads the facts about a handshake from the request of a servlet container. */
public final class ServletConnect {

    private static final List<String> DECIDING = List.of("Origin", "Authorization");
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    /** A host that is an IP address, has a dot, or is {@code localhost}. */
    private static final Pattern ADDRESS = Pattern.compile("[.:]|^localhost$");

    private ServletConnect() {
    }

    /**
     * Returns whether a request asks for a WebSocket: a value of a header {@code Upgrade} has the token
     * {@code websocket}, or its method is {@code CONNECT}, as over HTTP/2 (RFC 8441). Whether the server upgrades the
     * request is not known then.
     */
    public static boolean isHandshake(HttpServletRequest request) {
        if ("CONNECT".equals(request.getMethod())) {
            return String.valueOf(request.getRequestURI()).startsWith("/"); // else a request to be a tunnel
        }
        Enumeration<String> values = request.getHeaders("Upgrade");
        while (values != null && values.hasMoreElements()) { // null: the container does not show headers
            String value = values.nextElement();
            if (value != null && HandshakeRate.asksForWebSocket(value)) { // null: Tomcat could not read the header
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether a request has two headers of a name that decides about rights. Servers and proxies could read
     * different ones. No browser and no node sends two.
     */
    public static boolean isAmbiguous(HttpServletRequest request) {
        return DECIDING.stream().anyMatch(name -> list(request.getHeaders(name)).size() > 1);
    }

    /**
     * Returns whether a handshake is certainly one of a node. The application may have WebSocket endpoints of its own, whose
     * paths may have the form of an announcement. A node of this project announces its features. Other nodes announce an
     * address that does not look like a word.
     *
     * @param request with the path below the context path
     */
    public static boolean isOfNode(ConnectRequest request) {
        if (!HandshakeRate.concerns(request.path())) {
            return false;
        }
        try {
            Announcement announced = Announcement.parse(request.path(), request.query());
            return !announced.info().features().isEmpty() || request.authorization() != null
                    || ADDRESS.matcher(announced.key().host()).find();
        } catch (IllegalArgumentException invalid) {
            return request.query() != null && request.query().contains("features=");
        }
    }

    /**
     * Refuses a handshake before the container answers it, if it must be refused.
     *
     * @param facts with the path below the context path
     * @return whether it is refused. The response is complete then
     */
    public static boolean refuses(ConnectRequest facts, String origin, LinkAcceptor acceptor, OriginPolicy origins,
            HttpServletResponse response) throws IOException {
        ConnectRefusal refusal = acceptor.refusal(facts, origin, origins).orElse(null);
        if (refusal == null) {
            return false;
        }
        response.setStatus(refusal.status());
        if (refusal.status() == ConnectRefusal.UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (refusal.retryAfter() > 0) {
            response.setHeader("Retry-After", Integer.toString(refusal.retryAfter()));
        }
        response.setContentLength(0);
        response.flushBuffer();
        return true;
    }

    /** Returns the raw path of a request below the context path. */
    public static String below(HttpServletRequest request) {
        return below(request.getContextPath(), request.getRequestURI());
    }

    /**
     * Returns the part of a raw path below a context path. Only the segments of the context path are counted, because a
     * request may encode it, and some servers take several slashes for one.
     */
    static String below(String contextPath, String path) {
        int end = 0;
        for (int left = (int) contextPath.chars().filter(c -> c == '/').count(); left > 0; left--) {
            while (end < path.length() && path.charAt(end) == '/') {
                end++;
            }
            int next = path.indexOf('/', end);
            end = next < 0 ? path.length() : next;
        }
        return path.substring(end);
    }

    private static List<String> list(Enumeration<String> headers) {
        return headers == null ? List.of() : Collections.list(headers); // null: the container does not show headers
    }

    /** Returns the facts about a request. Its path is not yet cut to the part below the context path. */
    public static ConnectRequest request(HttpServletRequest request) {
        boolean proxied = request.getAttribute(ServerAdapter.FORWARDED) != null
                || ConnectRequest.isProxied(list(request.getHeaderNames()));
        boolean sameOrigin = OriginPolicy.isSameOrigin(request.getHeader("Origin"), request.getHeader("Host"),
                request.isSecure());
        return new ConnectRequest(request.getRequestURI(), request.getQueryString(), request.getRemoteAddr(), proxied,
                request.isSecure(), sameOrigin, ConnectRequest.authorization(request::getHeader),
                // the certificate of a connection from a proxy is that of the proxy
                proxied && HttpServletRequest.CLIENT_CERT_AUTH.equals(request.getAuthType()) ? null
                        : request.getUserPrincipal(),
                request::isUserInRole,
                request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain ? List.of(chain) : List.of());
    }
}
