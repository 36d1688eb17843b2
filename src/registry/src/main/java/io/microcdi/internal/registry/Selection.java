package io.microcdi.internal.registry;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

import io.microcdi.internal.wire.JsonText;

/**
 * The instances of one namespace of which one watching link is told, if it asked for a limit: those with the lowest ranks
 * for this caller. A rank is a hash of the caller's id and of the key, so that each caller has a choice of its own, which
 * other instances that come and go do not change. Not thread-safe.
 *
 * <p>A change costs one hash, and more only if it concerns the choice. If a chosen instance leaves, all instances are ranked
 * again; that happens to few callers, because a caller has chosen few of many instances.
 */
final class Selection {

    /** The largest number of chosen instances, whatever the limit is. */
    static final int MAX = 1_000;
    /** Bytes of a chosen instance: its reference and its rank. */
    static final int BYTES = 12;

    private static final int FIRST_CAPACITY = 8;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final int limit;
    /** The chosen instances and their ranks, the lowest rank first. */
    private Instance[] chosen;
    private long[] ranks;
    private int size;
    /** The number of the last message about this choice. */
    private long rev;

    /**
     * An empty choice.
     *
     * @param caller the id of the caller
     * @param limit the largest number of instances, from 1 to {@link #MAX}
     * @param rev the number of the last message to this link
     */
    Selection(String caller, int limit, long rev) {
        long hash = 0;
        for (int i = 0; i < caller.length(); i++) {
            hash = mixed(hash + caller.charAt(i));
        }
        this.seed = hash;
        this.limit = limit;
        this.rev = rev;
        clear();
    }

    long rev() {
        return rev;
    }

    long nextRev() {
        return ++rev;
    }

    /** Adds what each chosen instance is listed as. */
    void list(ListParts parts) {
        for (int i = 0; i < size; i++) {
            parts.add(chosen[i].listed());
        }
    }

    /** Chooses among all instances of the namespace. */
    void choose(Iterable<Instance> all) {
        clear();
        for (Instance instance : all) {
            offer(instance, rank(instance.key().toString()));
        }
    }

    /**
     * Takes notice of changes.
     *
     * @param changes by key; without an instance if that was removed
     * @param all gives all instances of the namespace, after the changes
     * @param added is given the instances that the caller does not know yet
     * @param removed is given the keys that the caller must forget
     * @return whether the choice has changed
     */
    boolean change(Map<String, Instance> changes, Supplier<Iterable<Instance>> all, ListParts added,
            ListParts removed) {
        if (changes.entrySet().stream().noneMatch(change -> concerns(change.getKey(), change.getValue()))) {
            return false;
        }
        Instance[] before = Arrays.copyOf(chosen, size);
        long[] ranksBefore = Arrays.copyOf(ranks, size);
        if (changes.entrySet().stream()
                .anyMatch(change -> change.getValue() == null && position(change.getKey()) >= 0)) {
            choose(all.get());
        } else {
            changes.forEach((key, instance) -> {
                if (instance != null) {
                    offer(instance, rank(key));
                }
            });
        }
        return tell(before, ranksBefore, added, removed);
    }

    private boolean concerns(String key, Instance instance) {
        int position = position(key);
        if (instance == null || position >= 0) {
            return position >= 0 && chosen[position] != instance;
        }
        return size < limit || rank(key) < ranks[size - 1];
    }

    /** Where a key stands in the choice; a negative number if it is not chosen. */
    private int position(String key) {
        int position = Arrays.binarySearch(ranks, 0, size, rank(key));
        // two keys of one rank are one in a choice: of 10,000 instances no two have the same in practice
        return position >= 0 && chosen[position].key().toString().equals(key) ? position : -1;
    }

    private void offer(Instance instance, long rank) {
        int position = Arrays.binarySearch(ranks, 0, size, rank);
        if (position >= 0) {
            chosen[position] = instance;
            return;
        }
        int at = -position - 1;
        if (at == limit) {
            return;
        }
        if (size == chosen.length && size < limit) {
            chosen = Arrays.copyOf(chosen, Math.min(limit, size * 2));
            ranks = Arrays.copyOf(ranks, chosen.length);
        }
        int moved = Math.min(size, limit - 1) - at;
        System.arraycopy(chosen, at, chosen, at + 1, moved);
        System.arraycopy(ranks, at, ranks, at + 1, moved);
        chosen[at] = instance;
        ranks[at] = rank;
        size = Math.min(limit, size + 1);
    }

    /** Both are in the order of their ranks. */
    private boolean tell(Instance[] before, long[] ranksBefore, ListParts added, ListParts removed) {
        boolean told = false;
        int old = 0;
        for (int i = 0; i <= size; i++) {
            while (old < before.length && (i == size || ranksBefore[old] < ranks[i])) {
                removed.add(JsonText.quote(before[old++].key().toString()));
                told = true;
            }
            if (i < size && (old == before.length || ranksBefore[old] != ranks[i] || before[old] != chosen[i])) {
                added.add(chosen[i].listed());
                told = true;
            }
            if (i < size && old < before.length && ranksBefore[old] == ranks[i]) {
                old++;
            }
        }
        return told;
    }

    private void clear() {
        chosen = new Instance[Math.min(limit, FIRST_CAPACITY)];
        ranks = new long[chosen.length];
        size = 0;
    }

    private long rank(String key) {
        return mixed(seed + GOLDEN * key.hashCode());
    }

    /** The finalizer of SplitMix64: each bit of a value changes each bit of the result with the same probability. */
    private static long mixed(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
