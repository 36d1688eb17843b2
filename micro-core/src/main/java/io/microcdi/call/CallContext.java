package io.microcdi.call;

import io.microcdi.concurrent.Timer;
import io.microcdi.discovery.Directory;
import io.microcdi.node.Node;

/** What all calls of a node share. */
record CallContext(Node node, Directory directory, Breakers breakers, CallCounters counters) {

    Timer timer() {
        return node.environment().timer();
    }

    long now() {
        return timer().nanoTime();
    }
}
