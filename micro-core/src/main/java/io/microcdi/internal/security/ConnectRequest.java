package io.microcdi.internal.security;

import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.microcdi.internal.wire.Excerpts;

/**
 * The facts about a handshake. A server that does not show a fact leaves it out, and the policy then trusts the peer
 * less.
 *
 * @param path the raw path below the context path
 * @param query the raw query; {@code null} for none
 * @param remote the IP address from which the handshake came; {@code null} if it is not known
 * @param proxied whether a header tells that a proxy forwarded the handshake, so that {@code remote} is the proxy's
 * @param secure whether the handshake came over TLS to this server
 * @param sameOrigin whether the page has the same origin as the requested host
 * @param authorization the header {@code Authorization}; {@code null} for none. Never log it
 * @param principal the user whom the container has authenticated; {@code null} for none
 * @param roles whether the user of the container has a role
 * @param certificates the client's certificates, its own first; empty for none
 */
public record ConnectRequest(String path, String query, String remote, boolean proxied, boolean secure,
        boolean sameOrigin, String authorization, Principal principal, Predicate<String> roles,
        List<X509Certificate> certificates) {

    /** The headers by which a proxy shows that it forwards a request, in lower case, and the prefix of others. */
    private static final List<String> OF_PROXIES = List.of("forwarded", "via", "x-real-ip");
    private static final String OF_PROXY = "x-forwarded";

    /** The subprotocol by which a server answers a web page that has sent its token as another one. */
    public static final String SUBPROTOCOL = "microcdi";

    private static final String TOKEN_SUBPROTOCOL = SUBPROTOCOL + ".token.";

    /** Makes a request whose user has no role. */
    public ConnectRequest(String path, String query, String remote, boolean proxied, boolean secure,
            boolean sameOrigin, String authorization, Principal principal, List<X509Certificate> certificates) {
        this(path, query, remote, proxied, secure, sameOrigin, authorization, principal, role -> false, certificates);
    }

    /** Makes a request of which only the path and the query are known. */
    public static ConnectRequest of(String path, String query) {
        return new ConnectRequest(path, query, null, false, false, false, null, null, List.of());
    }

    /**
     * Returns whether the headers of a request tell that a proxy forwarded it.
     *
     * @param headers their names
     */
    public static boolean isProxied(Collection<String> headers) {
        return headers.stream().map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith(OF_PROXY) || OF_PROXIES.contains(name));
    }

    /**
     * Returns the header {@code Authorization}; {@code null} for none. A web page cannot set it, and sends its token as a
     * subprotocol (wire, Tokens).
     */
    public static String authorization(UnaryOperator<String> headers) {
        String header = headers.apply("Authorization");
        String offered = header == null ? headers.apply("Sec-WebSocket-Protocol") : null;
        if (offered != null) {
            for (String subprotocol : offered.split(",", -1)) {
                String name = subprotocol.strip();
                if (name.startsWith(TOKEN_SUBPROTOCOL)) {
                    return "Bearer " + name.substring(TOKEN_SUBPROTOCOL.length());
                }
            }
        }
        return header;
    }

    /** Returns a copy with another path, for example the part below a context path. */
    public ConnectRequest withPath(String below) {
        return new ConnectRequest(below, query, remote, proxied, secure, sameOrigin, authorization, principal, roles,
                certificates);
    }

    /** Returns a copy with the address from which the handshake came. */
    public ConnectRequest from(String address) {
        return new ConnectRequest(path, query, address, proxied, secure, sameOrigin, authorization, principal, roles,
                certificates);
    }

    /** Returns whether it came from a loopback address, perhaps from a proxy on this machine. */
    public boolean comesFromLoopback() {
        return LocalHosts.isLoopback(remote);
    }

    /** Returns the facts without {@code authorization}. Invisible characters are escaped. */
    @Override
    public String toString() {
        return "ConnectRequest[path=" + Excerpts.of(path) + ", remote=" + remote + "]";
    }
}
