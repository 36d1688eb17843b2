package io.microcdi.internal.call;

import io.microcdi.error.CallDetails;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;

/** An address at which this node listens now, while a registry still lists the instance that used it before. */
final class OwnAddress {

    private OwnAddress() {
    }

    static ConnectFailedException failure(Node node, PeerAddress address) {
        String key = address.key().toString();
        return new ConnectFailedException(
                "could not connect to " + key + ": another instance, this node of the namespace "
                        + node.namespace() + ", answers there",
                new CallDetails(address.namespace(), null, key, null), false,
                null);
    }
}
