package io.microcdi.internal.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.microcdi.registry.DepartureView;

/** The last instances that left, the newest first. Thread-safe. */
final class Departures {

    private static final int KEPT = 100;

    private final Deque<DepartureView> last = new ArrayDeque<>();

    synchronized void add(DepartureView departure) {
        last.addFirst(departure);
        if (last.size() > KEPT) {
            last.removeLast();
        }
    }

    synchronized List<DepartureView> list() {
        return List.copyOf(last);
    }
}
