package io.microcdi.internal.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.node.Node;

/**
 * The objects that all calls of a node share.
 *
 * @param slowCalls logs calls that took long; {@code null} for none
 * @param pausing the calls that pause before a retry. Only an alarm of the timer ends a pause
 * @param open the calls that have begun and not ended
 */
record CallContext(Node node, Directory directory, OutlierEjection ejection, CallCounters counters,
        @Nullable SlowCalls slowCalls, Set<CallOperation> pausing, OpenCalls open) {

    CallContext(Node node, Directory directory, OutlierEjection ejection, CallCounters counters,
            @Nullable SlowCalls slowCalls) {
        this(node, directory, ejection, counters, slowCalls, ConcurrentHashMap.newKeySet(),
                new OpenCalls());
    }

    Timer timer() {
        return node.environment().timer();
    }

    long now() {
        return timer().nanoTime();
    }
}
