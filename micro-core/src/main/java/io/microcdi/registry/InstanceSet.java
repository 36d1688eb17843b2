package io.microcdi.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Instances from which one is drawn at random. Adding, removing and drawing cost the same however many there are; drawing
 * with exclusions depends on their number only. Not thread-safe.
 */
final class InstanceSet {

    private final List<Instance> instances = new ArrayList<>();
    private final Map<Instance, Integer> positions = new HashMap<>();

    void add(Instance instance) {
        if (positions.putIfAbsent(instance, instances.size()) == null) {
            instances.add(instance);
        }
    }

    void remove(Instance instance) {
        Integer position = positions.remove(instance);
        if (position == null) {
            return;
        }
        Instance last = instances.remove(instances.size() - 1);
        if (last != instance) {
            instances.set(position, last);
            positions.put(last, position);
        }
    }

    /** One that is not excluded; {@code null} if there is none. */
    Instance draw(RandomGenerator random, Collection<Instance> excluded) {
        int[] skipped = excluded.isEmpty() ? new int[0]
                : excluded.stream().map(positions::get).filter(p -> p != null).mapToInt(p -> p).distinct().toArray();
        int left = instances.size() - skipped.length;
        if (left <= 0) {
            return null;
        }
        int position = random.nextInt(left);
        // the drawn number counts only those that are left: each skipped one at or before it moves it by one
        Arrays.sort(skipped);
        for (int skip : skipped) {
            if (skip <= position) {
                position++;
            }
        }
        return instances.get(position);
    }

    List<Instance> all() {
        return instances;
    }

    int size() {
        return instances.size();
    }
}
