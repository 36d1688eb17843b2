package io.microcdi.internal.node;

import io.microcdi.internal.address.InstanceKey;

/**
 * Where an instance can be dialled, as its registry says.
 *
 * @param namespace what it is dialled as
 * @param scheme {@code ws} or {@code wss}
 * @param versioned whether it is known to speak this project's additions
 * @param secondDialect whether it is dialled with two segments and sent commands (wire, section 6)
 * @param id the id of the start that registered there, which its hello must say; empty if none was told
 * @param visited whether this node tells it an address and a name that nobody looks up
 */
public record PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned, boolean secondDialect,
        String id, boolean visited) {

    /** Where it is not known who listens: it may be a registry, where the handshake alone is a registration. */
    public static PeerAddress visited(String name, InstanceKey key, String scheme) {
        return new PeerAddress(name, key, scheme, false, false, "", true);
    }

    /** An instance that a registry told of. */
    public PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned, boolean secondDialect,
            String id) {
        this(namespace, key, scheme, versioned, secondDialect, id, false);
    }

    /** An instance whose hello is not compared with anything. */
    public PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned, boolean secondDialect) {
        this(namespace, key, scheme, versioned, secondDialect, "");
    }

    /** An instance of the first dialect. */
    public PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned) {
        this(namespace, key, scheme, versioned, false);
    }
}
