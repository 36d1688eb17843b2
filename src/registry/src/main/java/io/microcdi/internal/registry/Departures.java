package io.microcdi.internal.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.microcdi.registry.DepartureView;

/** The last instances that left, the newest first. Thread-safe. */
final class Departures {

    private static final int KEPT = 100;
    /** How many are recognised when they come back. Each takes 100 bytes, much less than the instance did. */
    private static final int RECOGNISED = 10_000;

    private final Deque<DepartureView> last = new ArrayDeque<>();
    /** The oldest first. Hashes, because names may be long. */
    private final Set<UUID> recognised = new LinkedHashSet<>();

    /**
     * Adds an instance.
     *
     * @param announced the namespace that its connect URL has; empty in the second dialect
     */
    synchronized void add(DepartureView departure, String announced) {
        last.addFirst(departure);
        if (last.size() > KEPT) {
            last.removeLast();
        }
        UUID hash = hash(announced, departure.key());
        recognised.remove(hash);
        recognised.add(hash);
        if (recognised.size() > RECOGNISED) {
            recognised.remove(recognised.iterator().next());
        }
    }

    /** Returns whether an instance that announces a namespace and a key is one of the last 10,000 that left. */
    synchronized boolean has(String announced, String key) {
        return recognised.contains(hash(announced, key));
    }

    private static UUID hash(String namespace, String key) {
        return UUID.nameUUIDFromBytes((namespace + "\n" + key).getBytes(StandardCharsets.UTF_8));
    }

    synchronized List<DepartureView> list() {
        return List.copyOf(last);
    }
}
