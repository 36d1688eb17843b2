package io.microcdi.internal.security;

import java.security.Principal;
import java.util.Objects;

/**
 * The identity of a peer, as the handshake has proved it. Immutable.
 *
 * @param remote the IP address from which the peer connected; {@code null} if the server does not show it. A text that is
 *        no IP address if it may be one of several, see {@link #and}
 * @param namespaces the namespaces as which the peer may register and be called; {@link NamespaceGlobs#NONE} if the peer
 *        has proved nothing
 * @param callable the namespaces which the peer may call
 * @param visible the namespaces which the peer may look up
 * @param node whether the peer may use the routes below {@code /-/} and the commands of a registry. Each admitted peer
 *        may, except this node itself
 * @param principal the user whom the handshake has authenticated; {@code null} for none
 * @param ends the time at which the proof ends, in milliseconds since 1970; {@link Long#MAX_VALUE} for never
 * @param proxied whether a proxy forwarded the handshake, so that {@code remote} does not tell where the peer is
 * @param selfCheck whether the peer is this node, which checks whether it can be reached
 * @param seesMore whether the peer may look up more namespaces than its proof allows, because the mode refuses nobody
 * @param name the namespace and key in the peer's token; {@code null} if it has presented none
 */
public record PeerIdentity(String remote, NamespaceGlobs namespaces, NamespaceGlobs callable, NamespaceGlobs visible,
        boolean node, Principal principal, long ends, boolean proxied, boolean selfCheck, boolean seesMore,
        String name) {

    /**
     * The address of a peer that may have come from one of several. It is no IP address, so that a check that compares
     * addresses refuses it. The address is not {@code null}, because some checks admit a peer whose address no server shows.
     */
    private static final String SEVERAL = "several addresses";

    /** The identity of this node, which has dialled itself. */
    public static final PeerIdentity SELF = new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.NONE,
            NamespaceGlobs.NONE, false, null, Long.MAX_VALUE, false, true, false, null);

    /** The identity of a peer that has proved nothing, and that no policy restricts. */
    public static final PeerIdentity UNPROVED = new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.ALL,
            NamespaceGlobs.ALL, true, null, Long.MAX_VALUE);

    /** Makes the identity of a peer that came through no proxy. */
    public PeerIdentity(String remote, NamespaceGlobs namespaces, NamespaceGlobs callable, NamespaceGlobs visible,
            boolean node, Principal principal, long ends) {
        this(remote, namespaces, callable, visible, node, principal, ends, false);
    }

    /** Makes the identity of a peer that is not this node. */
    public PeerIdentity(String remote, NamespaceGlobs namespaces, NamespaceGlobs callable, NamespaceGlobs visible,
            boolean node, Principal principal, long ends, boolean proxied) {
        this(remote, namespaces, callable, visible, node, principal, ends, proxied, false, false, null);
    }

    /** Returns whether the peer has proved that it may be called by a namespace. */
    public boolean proves(String namespace) {
        return namespaces.contains(namespace);
    }

    /** Returns whether the peer may register under a namespace: it has proved the namespace, or no policy restricts it. */
    public boolean mayRegister(String namespace) {
        return proves(namespace) || isUnproved();
    }

    /** Returns whether the peer has proved nothing, and no policy restricts it. */
    public boolean isUnproved() {
        return equals(UNPROVED.from(remote, proxied));
    }

    /**
     * Returns whether the peer may have proved nothing: it is {@linkplain #isUnproved unproved}, or it may be
     * {@linkplain #and one of several} and they have no proof in common.
     */
    public boolean mayBeUnproved() {
        return isUnproved()
                || namespaces.equals(NamespaceGlobs.NONE) && name == null && principal == null && !selfCheck;
    }

    /** Returns whether the peer may register and look up the same namespaces as with another identity. */
    public boolean hasRightsOf(PeerIdentity other) {
        return namespaces.equals(other.namespaces) && visible.equals(other.visible);
    }

    /** Returns whether the peer may certainly look up all namespaces that it may look up with another identity. */
    public boolean seesAllOf(PeerIdentity other) {
        return visible.equals(NamespaceGlobs.ALL) || visible.equals(other.visible);
    }

    /** Returns a copy with the address from which the peer connected, through no proxy. */
    public PeerIdentity from(String address) {
        return from(address, false);
    }

    /** Returns a copy with the address from which a request came, perhaps through a proxy. */
    public PeerIdentity from(ConnectRequest request) {
        return from(request.remote(), request.proxied());
    }

    private PeerIdentity from(String address, boolean byProxy) {
        return new PeerIdentity(address, namespaces, callable, visible, node, principal, ends, byProxy,
                selfCheck, seesMore, name);
    }

    /** Returns a copy that may look up all namespaces. */
    public PeerIdentity seeingAll() {
        return visible.equals(NamespaceGlobs.ALL) ? this
                : new PeerIdentity(remote, namespaces, callable, NamespaceGlobs.ALL, node, principal, ends, proxied,
                        selfCheck, true, name);
    }

    /** Returns a copy with the namespace and key in its token. */
    PeerIdentity named(String issuer) {
        return new PeerIdentity(remote, namespaces, callable, visible, node, principal, ends, proxied, selfCheck,
                seesMore, issuer);
    }

    /** Returns the name of the sender of a request for a log. Such a sender has announced nothing. */
    public String who() {
        return principal != null ? "user " + principal.getName() : name != null ? name : "a program";
    }

    /**
     * Returns the address of the peer itself; {@code null} if it is not known, if it is that of a proxy, or if it may be one
     * of several.
     */
    public String address() {
        return proxied || SEVERAL.equals(remote) ? null : remote;
    }

    /**
     * Returns the place at which the peer may be dialled: its IP address, or {@code null} if the server does not show it. A
     * text that is no IP address if the peer came through a proxy, or if its address may be one of several.
     */
    public String place() {
        return proxied && remote != null ? "the proxy " + remote : remote;
    }

    /**
     * Returns what both identities prove. Two handshakes with the same announcement may be under way at once, and
     * nothing tells which of them opened a link. If they came from two addresses, the link has neither of them.
     */
    public PeerIdentity and(PeerIdentity other) {
        if (equals(other)) {
            return this;
        }
        return new PeerIdentity(Objects.equals(remote, other.remote) ? remote : SEVERAL,
                namespaces.and(other.namespaces), callable.and(other.callable), visible.and(other.visible),
                node && other.node, Objects.equals(principal, other.principal) ? principal : null,
                Math.min(ends, other.ends), proxied || other.proxied, selfCheck && other.selfCheck,
                seesMore || other.seesMore, Objects.equals(name, other.name) ? name : null);
    }
}
