package io.microcdi.internal.websocket;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.FilterRest;

/**
 * Decides which web pages may connect: pages of the same origin, and pages of a list of origins. A program that sends
 * no {@code Origin} may always connect.
 *
 * <p>The WebSocket API shows the {@code Origin} of a handshake, but not its {@code Host}. In a servlet container, a
 * filter compares the two before the handshake and {@linkplain #run passes} the result. Thread-safe.
 */
public final class OriginPolicy {

    private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final ThreadLocal<Current> CURRENT = new ThreadLocal<>();

    private final Set<String> allowed;

    /**
     * Makes a policy.
     *
     * @param allowed the allowed origins in addition to the same origin, for example {@code https://shop.example}
     */
    public OriginPolicy(List<String> allowed) {
        this.allowed = allowed.stream().map(o -> o.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns whether a handshake with this {@code Origin} may continue.
     *
     * @param origin the header's value; {@code null} or blank if the handshake has none
     */
    public boolean permits(String origin) {
        return permits(origin, CURRENT.get() != null && CURRENT.get().request.sameOrigin());
    }

    /**
     * As {@link #permits(String)}, before a handshake is passed on.
     *
     * @param sameOrigin as {@link #isSameOrigin} says
     */
    public boolean permits(String origin, boolean sameOrigin) {
        return origin == null || origin.isBlank() || sameOrigin || allowed.contains(origin.toLowerCase(Locale.ROOT));
    }

    /**
     * Returns whether an {@code Origin} has the host and port of a {@code Host} header, and this host is safe from DNS
     * rebinding. A host is safe if it is an IP address, a name without a dot (such as {@code localhost}), or a name
     * whose certificate the browser has checked. The owner of any other name can point it at another address after the
     * page was loaded. The origins of such pages must be in the list.
     *
     * @param secure whether the request came over TLS to this server
     */
    public static boolean isSameOrigin(String origin, String host, boolean secure) {
        if (origin == null || host == null) {
            return false;
        }
        try {
            URI page = URI.create(origin);
            // a proxy may have terminated the TLS connection of the page
            boolean tls = secure || "https".equalsIgnoreCase(page.getScheme());
            URI server = URI.create((tls ? "https://" : "http://") + host);
            return page.getHost() != null && (secure || isNoOther(page.getHost()))
                    && page.getHost().equalsIgnoreCase(server.getHost())
                    && port(page) == port(server);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static boolean isNoOther(String host) {
        return host.startsWith("[") || host.indexOf('.') < 0 || IPV4.matcher(host).matches();
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /** Returns the current handshake of the calling thread; {@code null} if no filter passed one. */
    static ConnectRequest current() {
        Current current = CURRENT.get();
        return current == null ? null : current.request;
    }

    /** Returns whether the filter has decided about the current handshake already. */
    static boolean isDecided() {
        return CURRENT.get() != null && CURRENT.get().decided;
    }

    /**
     * Runs a handshake with the facts that a filter knows.
     *
     * @param decided whether the handshake is admitted already. Otherwise the endpoint decides, if it is one of nodes
     */
    public static <E1 extends Exception, E2 extends Exception> void run(ConnectRequest request, boolean decided,
            FilterRest<E1, E2> handshake) throws E1, E2 {
        CURRENT.set(new Current(request, decided));
        try {
            handshake.run();
        } finally {
            CURRENT.remove();
        }
    }

    private record Current(ConnectRequest request, boolean decided) {
    }
}
