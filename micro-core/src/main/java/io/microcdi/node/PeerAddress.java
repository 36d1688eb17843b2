package io.microcdi.node;

import io.microcdi.address.InstanceKey;

/**
 * Where an instance can be dialled, as its registry says.
 *
 * @param namespace what it is dialled as
 * @param scheme {@code ws} or {@code wss}
 * @param versioned whether it is known to speak this project's additions
 */
public record PeerAddress(String namespace, InstanceKey key, String scheme, boolean versioned) {
}
