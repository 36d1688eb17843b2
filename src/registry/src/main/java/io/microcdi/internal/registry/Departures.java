package io.microcdi.internal.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.microcdi.internal.security.Lease;
import io.microcdi.registry.DepartureView;

/** The last instances that left, the newest first. Thread-safe. */
final class Departures {

    private static final int MAX_LISTED = 100;
    /**
     * The number of instances that are recognised when they come back. Each takes 130 bytes, much less than a registered
     * instance.
     */
    private static final int MAX_RECOGNISED = 10_000;
    /** The characters of a hash in base64: 132 bits. */
    private static final int ID_CHARS = 22;

    private final Deque<DepartureView> last = new ArrayDeque<>();
    /** The recognised instances, the oldest first. They are hashes, because names may be long. */
    private final Set<String> recognised = new LinkedHashSet<>();

    /** Adds an instance. */
    synchronized void add(DepartureView departure) {
        last.addFirst(departure);
        if (last.size() > MAX_LISTED) {
            last.removeLast();
        }
    }

    /**
     * Lets an instance be recognised when it comes back.
     *
     * @param announced the namespace that its connect URL has; empty in the second dialect
     */
    synchronized void recognise(String announced, String key) {
        String id = id(announced, key);
        recognised.remove(id);
        recognised.add(id);
        if (recognised.size() > MAX_RECOGNISED) {
            recognised.remove(recognised.iterator().next());
        }
    }

    /** Returns whether an instance that announces a namespace and a key is one of the last 10,000 that are recognised. */
    synchronized boolean has(String announced, String key) {
        return recognised.contains(id(announced, key));
    }

    /** Returns a hash by SHA-256, which every JVM has: in FIPS mode a JVM has no MD5. */
    private static String id(String namespace, String key) {
        return Lease.hash(namespace + "\n" + key).substring(0, ID_CHARS);
    }

    synchronized List<DepartureView> list() {
        return List.copyOf(last);
    }
}
