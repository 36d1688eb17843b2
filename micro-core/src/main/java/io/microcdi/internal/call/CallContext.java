package io.microcdi.internal.call;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.node.Node;

/** The objects that all calls of a node share. */
record CallContext(Node node, Directory directory, OutlierEjection ejection, CallCounters counters) {

    Timer timer() {
        return node.environment().timer();
    }

    long now() {
        return timer().nanoTime();
    }
}
