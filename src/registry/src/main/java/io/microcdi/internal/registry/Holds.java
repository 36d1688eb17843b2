package io.microcdi.internal.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The instances that persons hide from callers, by their ids. An instance that comes back within an hour is still hidden:
 * a connection that breaks must not undo what a person did. Guarded by the lock of {@link Registrations}.
 */
final class Holds {

    /** The most instances that are hidden at once. */
    static final int MAX = 1_000;

    private static final Duration KEPT = Duration.ofHours(1);

    private final Map<String, Hold> holds = new HashMap<>();
    /** Since when an instance has not been registered. */
    private final Map<String, Instant> missing = new HashMap<>();

    @Nullable
    Hold get(String namespace, String key) {
        return holds.isEmpty() ? null : holds.get(RegistryEvent.id(namespace, key));
    }

    boolean hasPlace(String namespace, String key) {
        return holds.size() < MAX || get(namespace, key) != null;
    }

    void put(String namespace, String key, Hold hold) {
        holds.put(RegistryEvent.id(namespace, key), hold);
    }

    @Nullable
    Hold remove(String namespace, String key) {
        missing.remove(RegistryEvent.id(namespace, key));
        return holds.remove(RegistryEvent.id(namespace, key));
    }

    /**
     * Forgets those whose instances left long ago.
     *
     * @param present whether the instance of an id is registered
     * @return the ids of those whose time is over
     */
    List<String> sweep(Instant now, Predicate<String> present) {
        List<String> over = new ArrayList<>();
        holds.entrySet().removeIf(each -> {
            Instant until = each.getValue().until();
            if (until != null && !until.isAfter(now)) {
                over.add(each.getKey());
            }
            if (present.test(each.getKey())) {
                missing.remove(each.getKey());
                return false;
            }
            return missing.computeIfAbsent(each.getKey(), id -> now).plus(KEPT).isBefore(now);
        });
        missing.keySet().retainAll(holds.keySet());
        return over;
    }
}
