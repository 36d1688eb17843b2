package io.microcdi.internal.websocket;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which web pages may connect: those of the same origin, and those of a list. Programs send no {@code Origin} and pass.
 *
 * <p>The standard's check of an origin does not see the {@code Host} that was asked for. In a servlet container a filter
 * in front of it compares the two and {@linkplain #run tells} what it found. Thread-safe.
 */
public final class OriginPolicy {

    private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final ThreadLocal<Request> CURRENT = new ThreadLocal<>();

    private final Set<String> allowed;

    /**
     * A policy.
     *
     * @param allowed origins beside the same one, as {@code https://shop.example}
     */
    public OriginPolicy(List<String> allowed) {
        this.allowed = allowed.stream().map(o -> o.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a handshake with this {@code Origin} may go on; {@code null} or blank if it sent none. */
    public boolean permits(String origin) {
        return origin == null || origin.isBlank() || allowed.contains(origin.toLowerCase(Locale.ROOT))
                || CURRENT.get() != null && CURRENT.get().sameOrigin();
    }

    /**
     * Whether an {@code Origin} names the host and port of a {@code Host} header, and that host can be no other than the one
     * that was asked: an IP address, a name without a dot, as {@code localhost}, or one whose certificate the browser has
     * checked. Whoever owns another name can point it at any address after the page was loaded (DNS rebinding): pages of
     * such a host must be listed.
     *
     * @param secure whether the request came over TLS to this server
     */
    public static boolean isSameOrigin(String origin, String host, boolean secure) {
        if (origin == null || host == null) {
            return false;
        }
        try {
            URI page = URI.create(origin);
            // a proxy in front may have ended the TLS of a page
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

    /**
     * What a filter in front of the server knows of a handshake, and the server does not tell its endpoint.
     *
     * @param sameOrigin whether its page is of the host that was asked for
     * @param path the raw path
     * @param query the raw query, or {@code null}
     * @param remote the address that it came from
     */
    public record Request(boolean sameOrigin, String path, String query, String remote) {
    }

    /** The handshake that the calling thread is at; {@code null} where no filter told. */
    static Request current() {
        return CURRENT.get();
    }

    /** Runs a handshake of which a filter tells more. */
    public static <E1 extends Exception, E2 extends Exception> void run(Request request, Handshake<E1, E2> handshake)
            throws E1, E2 {
        CURRENT.set(request);
        try {
            handshake.run();
        } finally {
            CURRENT.remove();
        }
    }

    /** The rest of a filter chain, which throws two kinds of exceptions. */
    @FunctionalInterface
    public interface Handshake<E1 extends Exception, E2 extends Exception> {

        /** Goes on with the handshake. */
        void run() throws E1, E2;
    }
}
