package io.microcdi.internal.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.node.PeerAddress;

/**
 * What is remembered of one namespace: the instances that a registry lists, and those that were found one by one. Reading
 * takes no lock.
 */
final class InstanceList {

    private final Map<InstanceKey, PeerAddress> listed = new LinkedHashMap<>();
    private final Map<InstanceKey, PeerAddress> found = new LinkedHashMap<>();
    private volatile List<PeerAddress> all = List.of();

    /** All of them, in a list that does not change. */
    List<PeerAddress> all() {
        return all;
    }

    synchronized void addFound(PeerAddress address) {
        found.put(address.key(), address);
        publish();
    }

    /** Forgets one that was found; one that is listed stays until the registry takes it out. */
    synchronized void forgetFound(InstanceKey key) {
        if (found.remove(key) != null) {
            publish();
        }
    }

    synchronized void change(Collection<PeerAddress> added, Collection<InstanceKey> removed) {
        removed.forEach(key -> {
            listed.remove(key);
            found.remove(key);
        });
        added.forEach(address -> listed.put(address.key(), address));
        publish();
    }

    /**
     * A whole list has been taken in by {@link #change}.
     *
     * @param keys those that it has
     * @param keep which of those that it lacks are kept all the same
     */
    synchronized void whole(Set<InstanceKey> keys, Predicate<PeerAddress> keep) {
        if (listed.values().removeIf(address -> !keys.contains(address.key()) && !keep.test(address))) {
            publish();
        }
    }

    private void publish() {
        Map<InstanceKey, PeerAddress> merged = new LinkedHashMap<>(found);
        merged.putAll(listed);
        all = List.copyOf(new ArrayList<>(merged.values()));
    }
}
