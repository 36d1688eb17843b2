package io.microcdi.internal.node;

import io.microcdi.internal.address.InstanceKey;

/**
 * The address at which an instance can be dialled, as a registry gives it.
 *
 * @param namespace the namespace of the instance
 * @param scheme {@code ws} or {@code wss}
 * @param versioned whether the instance is known to understand this project's additions
 * @param secondDialect whether the instance speaks the second dialect: this node dials it with two segments and sends
 *        commands (wire, The second dialect)
 * @param id the id of the registered start, which the hello must repeat; empty if the registry gave none
 * @param visited whether this node connects as a visitor, with a host and a namespace that cannot be looked up
 * @param zone the zone in which the instance runs; empty if the registry gave none
 * @param silent whether the instance certainly sends no hello: a registry of this project lists it without this project's
 *        additions. An instance that is neither silent nor {@code versioned} may send one
 */
public record PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned, boolean secondDialect,
        String id, boolean visited, String zone, boolean silent) {

    /**
     * Returns an address that this node dials as a visitor. An unknown program listens there. It may be a registry, and
     * some registries register a node by the handshake alone.
     */
    public static PeerAddress visited(String name, InstanceKey key, String scheme) {
        return new PeerAddress(name, key, scheme, false, false, "", true, "", false);
    }

    /**
     * Returns the address without {@code zone} and {@code silent}, as the key of its dial. Of two registries, one may give
     * these and the other may not, and both mean the same target.
     */
    PeerAddress target() {
        return zone.isEmpty() && !silent ? this
                : new PeerAddress(namespace, key, scheme, versioned, secondDialect, id, visited, "", false);
    }

    /** Makes the address of an instance that a registry listed. */
    public PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned, boolean secondDialect,
            String id) {
        this(namespace, key, scheme, versioned, secondDialect, id, false, "", false);
    }

    /** Makes the address of an instance whose id is not known, so that its hello is not compared. */
    public PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned, boolean secondDialect) {
        this(namespace, key, scheme, versioned, secondDialect, "");
    }

    /** Makes the address of an instance of the first dialect. */
    public PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned) {
        this(namespace, key, scheme, versioned, false);
    }
}
