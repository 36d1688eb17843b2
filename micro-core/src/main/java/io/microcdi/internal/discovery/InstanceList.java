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
 * The known instances of one namespace: those in the list of a registry, and those that lookups found. Reading takes no
 * lock.
 */
final class InstanceList {

    /**
     * The largest number of instances that a list has, and that lookups add: a registry is asked for 100. Further ones are
     * left out.
     */
    static final int MAX_INSTANCES = 1_000;

    private final Map<InstanceKey, PeerAddress> listed = new LinkedHashMap<>();
    private final Map<InstanceKey, PeerAddress> found = new LinkedHashMap<>();
    private volatile List<PeerAddress> all = List.of();

    /** Returns all instances, in an immutable list. */
    List<PeerAddress> all() {
        return all;
    }

    synchronized void addFound(PeerAddress address) {
        put(found, address);
        publish();
    }

    /** Forgets an instance that a lookup found. An instance in the list stays until the registry removes it. */
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
        added.forEach(address -> put(listed, address));
        publish();
    }

    /**
     * Removes the instances that a complete list does not have. The instances of the list were added by
     * {@link #change}.
     *
     * @param keys the keys in the list
     * @param keep says whether an instance stays although it is not in the list
     */
    synchronized void whole(Set<InstanceKey> keys, Predicate<PeerAddress> keep) {
        if (listed.values().removeIf(address -> !keys.contains(address.key()) && !keep.test(address))) {
            publish();
        }
    }

    private static void put(Map<InstanceKey, PeerAddress> map, PeerAddress address) {
        if (map.size() < MAX_INSTANCES || map.containsKey(address.key())) {
            map.put(address.key(), address);
        }
    }

    private void publish() {
        Map<InstanceKey, PeerAddress> merged = new LinkedHashMap<>(found);
        merged.putAll(listed);
        all = List.copyOf(new ArrayList<>(merged.values()));
    }
}
