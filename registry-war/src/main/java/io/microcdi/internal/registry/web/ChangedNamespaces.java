package io.microcdi.internal.registry.web;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.microcdi.internal.registry.CallNumbers;

/**
 * The namespaces whose numbers have changed, in two orders: of their instances, and of their calls. Calls change all the time
 * and everywhere, so that changes of instances come before them. Thread-safe.
 */
final class ChangedNamespaces {

    /** The largest number of namespaces in one order. A stream gets further ones with their next change. */
    private static final int MAX = 20_000;

    private final Order instances = new Order();
    private final Order calls = new Order();
    /** The numbers of calls of each namespace when it was marked last. */
    private Map<String, CallNumbers> marked = Map.of();

    /** A place in both orders. */
    record Place(long instances, long calls) {
    }

    /**
     * Namespaces that have changed after a place.
     *
     * @param next the place of the last one
     * @param more whether more changes of instances follow
     */
    record Part(Set<String> names, Place next, boolean more) {
    }

    /** Names in the order of their last marks. */
    private static final class Order {

        private final NavigableMap<Long, String> names = new TreeMap<>();
        private final Map<String, Long> numbers = new HashMap<>();
        private long last;

        void mark(String name) {
            Long before = numbers.put(name, ++last);
            if (before != null) {
                names.remove(before);
            }
            names.put(last, name);
            if (names.size() > MAX) {
                numbers.remove(names.pollFirstEntry().getValue());
            }
        }

        /** Adds names after a number until there are enough. Returns the number of the last name that it has checked. */
        long addTo(Set<String> found, long after, Predicate<String> wanted, int most) {
            long next = after;
            for (Map.Entry<Long, String> each : names.tailMap(after, false).entrySet()) {
                if (found.size() == most) {
                    break;
                }
                next = each.getKey();
                if (wanted.test(each.getValue())) {
                    found.add(each.getValue());
                }
            }
            return next;
        }

        void clear() {
            names.clear();
            numbers.clear();
        }
    }

    /** Marks a namespace of which an instance has changed. */
    synchronized void markInstances(String namespace) {
        instances.mark(namespace);
    }

    /**
     * Marks namespaces whose numbers of calls have changed since their last mark. The namespace with the oldest mark comes
     * first.
     *
     * @param now the numbers of all namespaces that are called
     * @param present whether a namespace has instances
     * @param most the largest number of marks. If more were marked than the streams can send, some namespaces would never be
     *        sent
     */
    void markCalls(Map<String, CallNumbers> now, Predicate<String> present, int most) {
        Map<String, CallNumbers> before;
        List<String> changed;
        synchronized (this) {
            before = marked;
            changed = Stream.concat(now.keySet().stream(), before.keySet().stream()).distinct()
                    .filter(name -> !Objects.equals(now.get(name), before.get(name)))
                    .sorted(Comparator.comparingLong(name -> calls.numbers.getOrDefault(name, 0L))).limit(most)
                    .toList();
        }
        Map<String, CallNumbers> after = new HashMap<>(before);
        after.keySet().removeAll(changed);
        changed.stream().filter(now::containsKey).forEach(name -> after.put(name, now.get(name)));
        // called without the lock, because the registry holds locks of its own when it marks a change of instances
        List<String> there = changed.stream().filter(present).toList();
        synchronized (this) {
            marked = after;
            there.forEach(calls::mark);
        }
    }

    /** Returns the place of the last changes. */
    synchronized Place last() {
        return new Place(instances.last, calls.last);
    }

    /** Returns the changes after a place, those of instances first. */
    synchronized Part after(Place place, Predicate<String> wanted, int most) {
        Set<String> names = new LinkedHashSet<>();
        long ofInstances = instances.addTo(names, place.instances, wanted, most);
        long ofCalls = calls.addTo(names, place.calls, wanted, most);
        return new Part(names, new Place(ofInstances, ofCalls), ofInstances < instances.last);
    }

    /** Forgets the changes: no stream asks for them. */
    synchronized void clear() {
        instances.clear();
        calls.clear();
        marked = Map.of();
    }
}
