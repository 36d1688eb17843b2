package io.microcdi.internal.discovery;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;

/**
 * What all watches of a node share.
 *
 * @param lookupTimeout nanoseconds that an answer is waited for
 */
record WatchContext(Node node, long lookupTimeout) {

    Timer timer() {
        return node.environment().timer();
    }

    boolean isLinked(PeerAddress address) {
        return node.link(address.namespace(), address.key()) != null;
    }
}
