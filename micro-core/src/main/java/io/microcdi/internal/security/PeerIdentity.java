package io.microcdi.internal.security;

import java.security.Principal;
import java.util.Objects;

/**
 * The identity of a peer, as the handshake has proved it. Immutable.
 *
 * @param remote the IP address from which the peer connected; {@code null} if it is not known
 * @param namespaces the namespaces as which the peer may register and be called; {@link NamespaceGlobs#NONE} if the peer
 *        has proved nothing
 * @param callable the namespaces which the peer may call
 * @param visible the namespaces which the peer may look up
 * @param node whether the peer is a node, and may use the routes below {@code /-/}
 * @param principal the user whom the handshake has authenticated; {@code null} for none
 * @param ends the time at which the proof ends, in milliseconds since 1970; {@link Long#MAX_VALUE} for never
 */
public record PeerIdentity(String remote, NamespaceGlobs namespaces, NamespaceGlobs callable, NamespaceGlobs visible,
        boolean node, Principal principal, long ends) {

    /** The identity of a peer that has proved nothing, and that no policy restricts. */
    public static final PeerIdentity UNPROVED = new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.ALL,
            NamespaceGlobs.ALL, true, null, Long.MAX_VALUE);

    /** Returns whether the peer has proved that it may be called by a namespace. */
    public boolean proves(String namespace) {
        return namespaces.contains(namespace);
    }

    /** Returns whether the peer may register under a namespace: it has proved the namespace, or no policy restricts it. */
    public boolean mayRegister(String namespace) {
        return proves(namespace) || equals(UNPROVED.from(remote));
    }

    /** Returns a copy with the address from which the peer connected. */
    public PeerIdentity from(String address) {
        return new PeerIdentity(address, namespaces, callable, visible, node, principal, ends);
    }

    /**
     * Returns what both identities prove. Two handshakes with the same announcement may be under way at once, and
     * nothing tells which of them opened a link.
     */
    public PeerIdentity and(PeerIdentity other) {
        if (equals(other)) {
            return this;
        }
        return new PeerIdentity(Objects.equals(remote, other.remote) ? remote : null,
                namespaces.and(other.namespaces), callable.and(other.callable), visible.and(other.visible),
                node && other.node, Objects.equals(principal, other.principal) ? principal : null,
                Math.min(ends, other.ends));
    }
}
