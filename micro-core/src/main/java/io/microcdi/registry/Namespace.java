package io.microcdi.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The instances of one namespace. Guarded by its own lock. */
final class Namespace {

    private final Map<String, Instance> byKey = new HashMap<>();
    private final Map<String, List<Instance>> byHostAndPort = new HashMap<>();
    private final InstanceSet all = new InstanceSet();
    private final InstanceSet plain = new InstanceSet();

    synchronized Instance get(String key) {
        return byKey.get(key);
    }

    synchronized void add(Instance instance) {
        byKey.put(instance.key().toString(), instance);
        byHostAndPort.computeIfAbsent(instance.key().hostAndPort(), k -> new ArrayList<>(1)).add(instance);
        all.add(instance);
        if (instance.isPlain()) {
            plain.add(instance);
        }
    }

    synchronized void remove(Instance instance) {
        if (!byKey.remove(instance.key().toString(), instance)) {
            return;
        }
        byHostAndPort.computeIfPresent(instance.key().hostAndPort(), (k, list) -> {
            list.remove(instance);
            return list.isEmpty() ? null : list;
        });
        all.remove(instance);
        plain.remove(instance);
    }

    /**
     * One at random.
     *
     * @param withPaths whether whoever asks understands context paths
     * @param exclude keys; {@code host:port} stands for every instance there
     */
    synchronized Instance draw(RandomGenerator random, boolean withPaths, Collection<String> exclude) {
        InstanceSet from = withPaths ? all : plain;
        if (exclude.isEmpty()) {
            return from.draw(random, List.of());
        }
        List<Instance> excluded = new ArrayList<>();
        for (String key : exclude) {
            excluded.addAll(byHostAndPort.getOrDefault(key, List.of()));
            Instance instance = byKey.get(key);
            if (instance != null) {
                excluded.add(instance);
            }
        }
        return from.draw(random, excluded);
    }

    /** The last of the second dialect that came, else any that needs no context path. */
    synchronized Instance where(RandomGenerator random) {
        return all.all().stream().filter(Instance::isSecondDialect).max(Comparator.comparing(Instance::since))
                .orElseGet(() -> plain.draw(random, List.of()));
    }

    synchronized int size() {
        return all.size();
    }

    synchronized List<Instance> all() {
        return List.copyOf(all.all());
    }

    synchronized List<InstanceView> view() {
        return all.all().stream().map(Instance::view).sorted(Comparator.comparing(InstanceView::key)).toList();
    }
}
