package io.microcdi.internal.discovery;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;

/**
 * The objects and settings that all watches of a node share.
 *
 * @param lookupTimeoutNanos the nanoseconds to wait for an answer
 */
record WatchContext(Node node, long lookupTimeoutNanos) {

    Timer timer() {
        return node.environment().timer();
    }

    boolean isLinked(PeerAddress address) {
        return node.link(address) != null;
    }
}
