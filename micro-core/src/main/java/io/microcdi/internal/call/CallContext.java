package io.microcdi.internal.call;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.node.Node;

/**
 * The objects that all calls of a node share.
 *
 * @param slowCalls logs calls that took long; {@code null} for none
 */
record CallContext(Node node, Directory directory, OutlierEjection ejection, CallCounters counters,
        @Nullable SlowCalls slowCalls) {

    Timer timer() {
        return node.environment().timer();
    }

    long now() {
        return timer().nanoTime();
    }
}
