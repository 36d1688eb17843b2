package io.microcdi.internal.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.registry.InstanceView;

/** The instances of one namespace. Guarded by its own lock. */
final class Namespace {

    private static final Comparator<Instance> BY_KEY = Comparator.comparing(instance -> instance.key().toString());

    private final Map<String, Instance> byKey = new HashMap<>();
    /**
     * The instances with a path, by {@code host:port}. An instance without a path has {@code host:port} as its key. The lists
     * are immutable.
     */
    private final Map<String, List<Instance>> deployments = new HashMap<>();
    private final NavigableSet<Instance> secondDialect = new TreeSet<>(
            Comparator.comparing(Instance::since).thenComparing(BY_KEY));
    private final InstanceSet all = new InstanceSet();
    private Instant changed = Instant.EPOCH;
    private int basic;
    private int ejected;
    private int draining;

    synchronized Instance get(String key) {
        return byKey.get(key);
    }

    /**
     * Returns the instance of a key that has its link here; {@code null} for none. Another instance of the key may be the
     * shown one.
     */
    synchronized @Nullable LocalInstance local(String key) {
        for (Instance next = byKey.get(key); next != null; next = next.nextHidden()) {
            if (next instanceof LocalInstance local) {
                return local;
            }
        }
        return null;
    }

    /** Returns the instances of a key that have their links at other registries. */
    synchronized List<RemoteInstance> remote(String key) {
        List<RemoteInstance> found = new ArrayList<>();
        for (Instance next = byKey.get(key); next != null; next = next.nextHidden()) {
            if (next instanceof RemoteInstance remote) {
                found.add(remote);
            }
        }
        return found;
    }

    /** Adds an instance. Of several instances with one key, the one that ranks first is shown. */
    synchronized void add(Instance instance) {
        Instance shown = byKey.get(instance.key().toString());
        if (shown == null) {
            show(instance);
        } else if (instance.ranksBefore(shown)) {
            hide(shown);
            instance.nextHidden(shown);
            show(instance);
        } else {
            instance.nextHidden(shown.nextHidden());
            shown.nextHidden(instance);
        }
    }

    synchronized void remove(Instance instance) {
        Instance shown = byKey.get(instance.key().toString());
        if (shown == instance) {
            hide(instance);
            Instance next = instance.nextHidden();
            instance.nextHidden(null);
            while (next != null) {
                Instance after = next.nextHidden();
                next.nextHidden(null);
                add(next);
                next = after;
            }
        } else if (shown != null) {
            Instance before = shown;
            while (before.nextHidden() != null && before.nextHidden() != instance) {
                before = before.nextHidden();
            }
            if (before.nextHidden() == instance) {
                before.nextHidden(instance.nextHidden());
                instance.nextHidden(null);
            }
        }
    }

    private void show(Instance instance) {
        byKey.put(instance.key().toString(), instance);
        instance.counted(instance.isVersioned(), instance.hold());
        count(instance, 1);
        if (instance.hold() != null) {
            return;
        }
        all.add(instance);
        if (!instance.key().path().isEmpty()) {
            deployments.merge(instance.key().hostAndPort(), List.of(instance),
                    (there, added) -> Stream.concat(there.stream(), added.stream()).toList());
        }
        if (instance.isSecondDialect()) {
            secondDialect.add(instance);
        }
    }

    private void hide(Instance instance) {
        if (byKey.remove(instance.key().toString()) != null) {
            count(instance, -1);
        }
        if (instance.position() < 0) {
            return;
        }
        all.remove(instance);
        deployments.computeIfPresent(instance.key().hostAndPort(), (k, list) -> {
            List<Instance> left = list.stream().filter(other -> other != instance).toList();
            return left.isEmpty() ? null : left;
        });
        secondDialect.remove(instance);
    }

    private void count(Instance instance, int change) {
        basic += instance.isCountedAsBasic() ? change : 0;
        ejected += instance.isCountedAsEjected() ? change : 0;
        draining += instance.isCountedAsDraining() ? change : 0;
    }

    /**
     * Returns a random instance.
     *
     * @param withPaths whether the asking node understands context paths
     * @param exclude keys; {@code host:port} stands for every instance there
     */
    synchronized Instance draw(RandomGenerator random, boolean withPaths, Collection<String> exclude) {
        int position = all.draw(random, withPaths, excluded(exclude));
        return position < 0 ? null : all.get(position);
    }

    /** Returns the answer for a random instance. The parameters are those of {@link #draw}. */
    synchronized String find(RandomGenerator random, boolean withPaths, Collection<String> exclude) {
        int position = all.draw(random, withPaths, excluded(exclude));
        return position < 0 ? null : all.answer(position);
    }

    private List<Instance> excluded(Collection<String> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        List<Instance> excluded = new ArrayList<>(keys.size());
        for (String key : keys) {
            Instance instance = byKey.get(key);
            if (instance != null && instance.position() >= 0) {
                excluded.add(instance);
            }
            excluded.addAll(deployments.getOrDefault(key, List.of()));
        }
        return excluded;
    }

    /** Returns the newest instance of the second dialect, or else a random one without a context path. */
    synchronized Instance where(RandomGenerator random) {
        return secondDialect.isEmpty() ? draw(random, false, List.of()) : secondDialect.last();
    }

    /**
     * Hides the instances of a key from callers, or shows them again.
     *
     * @param hold {@code null} to show them
     */
    synchronized void hold(String key, @Nullable OperatorHold hold) {
        Instance shown = byKey.get(key);
        if (shown == null) {
            return;
        }
        hide(shown);
        for (Instance each = shown; each != null; each = each.nextHidden()) {
            each.hold(hold);
        }
        show(shown);
    }

    /** Returns the number of instances, including those that callers do not find. */
    synchronized int size() {
        return byKey.size();
    }

    /** Returns whether callers find no instance. */
    synchronized boolean isHeld() {
        return all.size() == 0;
    }

    /** Returns the instances that callers find. */
    synchronized List<Instance> all() {
        return all.all();
    }

    /** Records the time at which an instance came, left, or changed its state. */
    synchronized void changed(Instant now) {
        changed = now;
    }

    /** Returns its numbers, in a time that does not depend on them. */
    synchronized NamespaceSummary summary(String name) {
        return new NamespaceSummary(name, byKey.size(), ejected, draining, basic, changed);
    }

    /**
     * Returns all instances, in no order, including those that callers do not find. A caller that makes a list of the copy
     * holds no lock meanwhile.
     */
    private synchronized Instance[] copy() {
        return byKey.values().toArray(Instance[]::new);
    }

    List<InstanceView> view() {
        return Stream.of(copy()).map(Instance::view).sorted(Comparator.comparing(InstanceView::key)).toList();
    }

    /** Returns what the HTTP API tells of each instance, made as the stream is read. */
    Stream<InstanceDetail> details(long now) {
        return Stream.of(copy()).map(instance -> instance.detail(now));
    }

    /**
     * Returns what the HTTP API tells of the first instances after a key, in the order of keys. It makes no view of the others.
     *
     * @param after empty for the first of all
     * @param limit the most that are returned
     */
    List<InstanceDetail> details(long now, String after, int limit) {
        PriorityQueue<Instance> first = new PriorityQueue<>(BY_KEY.reversed());
        for (Instance each : copy()) {
            if (each.key().toString().compareTo(after) > 0) {
                first.add(each);
                if (first.size() > limit) {
                    first.poll();
                }
            }
        }
        return first.stream().sorted(BY_KEY).map(instance -> instance.detail(now)).toList();
    }
}
