package io.microcdi.internal.registry;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

import io.microcdi.internal.wire.JsonText;

/**
 * The choice of one watching link with a limit: the instances of the namespace with the lowest ranks for this caller. The
 * instances of the caller's own zone rank before all others. Within each group the rank is a hash of the caller's id and the
 * instance's key. So each caller has a choice of its own, and other instances that come and go do not change it.
 *
 * <p>A change costs one hash, and more only if it concerns the choice. If a chosen instance leaves and there is no
 * spare, the registry ranks all instances again. Usually it does so for few callers, because few have chosen that
 * instance. But all callers of a zone choose all its instances if these are fewer than the limit. Therefore a caller
 * with a zone also has spares: the instances with the next ranks.
 *
 * <p>Once other threads know a choice, a thread changes it only with the lock of the choice.
 */
final class InstanceSubset {

    /** The largest number of chosen instances, whatever the limit is. */
    static final int MAX = 1_000;

    /** Bytes of a ranked instance: its reference and its rank. */
    private static final int BYTES = 12;
    private static final int FIRST_CAPACITY = 8;
    private static final long FNV_PRIME = 0x100000001B3L;
    /** Half of the distance between the ranks of the own zone and those of the others. */
    private static final long ZONE = 1L << 62;

    private final long seed;
    private final String zone;
    private final int limit;
    private final int capacity;
    /** The chosen instances and the spares with their ranks, the lowest rank first. */
    private Instance[] ranked;
    private long[] ranks;
    private int size;
    /** Whether the namespace has instances that are not ranked here; their ranks are higher. */
    private boolean more;
    /** The number of the last message about this choice. */
    private long rev;
    private boolean ended;

    /**
     * Makes an empty choice.
     *
     * @param caller the id of the caller
     * @param zone the zone of the caller; empty if it announced none
     * @param limit the largest number of instances, from 1 to {@link #MAX}
     * @param rev the number of the last message to this link
     */
    InstanceSubset(String caller, String zone, int limit, long rev) {
        long hash = 0;
        for (int i = 0; i < caller.length(); i++) {
            hash = mixed(hash + caller.charAt(i));
        }
        this.seed = hash;
        this.zone = zone;
        this.limit = limit;
        this.capacity = capacity(zone, limit);
        this.rev = rev;
        clear();
    }

    /**
     * Returns how many bytes a choice takes at most.
     *
     * @param zone as above
     * @param limit any; 0 for no choice
     */
    static long bytes(String zone, int limit) {
        return (long) BYTES * capacity(zone, Math.min(limit, MAX));
    }

    private static int capacity(String zone, int limit) {
        return zone.isEmpty() ? limit : limit + limit / 2;
    }

    long rev() {
        return rev;
    }

    /** Counts a message. */
    synchronized long nextRev() {
        return ++rev;
    }

    /**
     * Ends the changes of this choice. Returns the number of the last message, from which the link goes on counting
     * elsewhere.
     */
    synchronized long end() {
        ended = true;
        return rev;
    }

    /** Adds the list element of each chosen instance. */
    void list(ListParts parts) {
        for (int i = 0; i < chosen(); i++) {
            parts.add(ranked[i].listed());
        }
    }

    /** Chooses among all instances of the namespace. */
    void choose(Iterable<Instance> all) {
        clear();
        for (Instance instance : all) {
            offer(instance, rank(instance));
        }
    }

    /**
     * Applies changes of the namespace.
     *
     * @param changes by key; {@code null} for a removed instance
     * @param all gives all instances of the namespace, after the changes
     * @param added takes the instances that the caller does not know yet
     * @param removed takes the keys that the caller must forget
     * @return whether the choice has changed
     */
    boolean change(Map<String, Instance> changes, Supplier<Iterable<Instance>> all, ListParts added,
            ListParts removed) {
        if (ended || changes.entrySet().stream().noneMatch(change -> concerns(change.getKey(), change.getValue()))) {
            return false;
        }
        Instance[] before = Arrays.copyOf(ranked, chosen());
        long[] ranksBefore = Arrays.copyOf(ranks, before.length);
        changes.forEach(this::change);
        if (size < limit && more) {
            choose(all.get());
        }
        return addChanges(before, ranksBefore, added, removed);
    }

    private boolean concerns(String key, Instance instance) {
        int position = position(key);
        if (instance == null || position >= 0) {
            return position >= 0 && ranked[position] != instance;
        }
        return !more && size < capacity || rank(instance) < ranks[size - 1];
    }

    private void change(String key, Instance instance) {
        int position = position(key);
        if (position >= 0 && (instance == null || rank(instance) != ranks[position])) {
            // the instance left, or came back in another zone
            size--;
            System.arraycopy(ranked, position + 1, ranked, position, size - position);
            System.arraycopy(ranks, position + 1, ranks, position, size - position);
            ranked[size] = null;
        }
        if (instance != null) {
            offer(instance, rank(instance));
        }
    }

    private int chosen() {
        return Math.min(limit, size);
    }

    /** Returns the position of a key, in the own zone or in the others; a negative number if it is not ranked. */
    private int position(String key) {
        long hash = hash(key);
        int position = zone.isEmpty() ? -1 : position(key, hash - ZONE);
        return position >= 0 ? position : position(key, hash + ZONE);
    }

    private int position(String key, long rank) {
        int position = Arrays.binarySearch(ranks, 0, size, rank);
        // of two keys with the same rank a choice has only one. In practice no two of 10,000 instances have the same rank
        return position >= 0 && ranked[position].key().toString().equals(key) ? position : -1;
    }

    private void offer(Instance instance, long rank) {
        int position = Arrays.binarySearch(ranks, 0, size, rank);
        if (position >= 0) {
            ranked[position] = instance;
            return;
        }
        int at = -position - 1;
        if (at == size && more || at == capacity) {
            // an instance that is not ranked here may have a lower rank than this one
            more = true;
            return;
        }
        if (size == ranked.length && size < capacity) {
            ranked = Arrays.copyOf(ranked, Math.min(capacity, size * 2));
            ranks = Arrays.copyOf(ranks, ranked.length);
        }
        more |= size == capacity;
        int moved = Math.min(size, capacity - 1) - at;
        System.arraycopy(ranked, at, ranked, at + 1, moved);
        System.arraycopy(ranks, at, ranks, at + 1, moved);
        ranked[at] = instance;
        ranks[at] = rank;
        size = Math.min(capacity, size + 1);
    }

    /** Compares the choice before a change with the present one. Both are in the order of their ranks. */
    private boolean addChanges(Instance[] before, long[] ranksBefore, ListParts added, ListParts removed) {
        boolean changed = false;
        int count = chosen();
        int old = 0;
        for (int i = 0; i <= count; i++) {
            for (; old < before.length && (i == count || ranksBefore[old] < ranks[i]); old++) {
                String key = before[old].key().toString();
                int now = position(key);
                // an instance that has moved to another zone is only added, not removed first: the parts of a change have no
                // order
                if (now < 0 || now >= count) {
                    removed.add(JsonText.quote(key));
                    changed = true;
                }
            }
            if (i < count && (old == before.length || ranksBefore[old] != ranks[i] || before[old] != ranked[i])) {
                added.add(ranked[i].listed());
                changed = true;
            }
            if (i < count && old < before.length && ranksBefore[old] == ranks[i]) {
                old++;
            }
        }
        return changed;
    }

    private void clear() {
        ranked = new Instance[Math.min(capacity, FIRST_CAPACITY)];
        ranks = new long[ranked.length];
        size = 0;
        more = false;
    }

    private long rank(Instance instance) {
        long hash = hash(instance.key().toString());
        return !zone.isEmpty() && zone.equals(instance.zone()) ? hash - ZONE : hash + ZONE;
    }

    /** Returns a hash between minus and plus {@link #ZONE}. */
    private long hash(String key) {
        // not String.hashCode: two keys with the same hash code would have the same rank for every caller
        long hash = seed;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * FNV_PRIME;
        }
        return mixed(hash) >> 1;
    }

    /** The finalizer of SplitMix64: each bit of a value changes each bit of the result with the same probability. */
    private static long mixed(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
