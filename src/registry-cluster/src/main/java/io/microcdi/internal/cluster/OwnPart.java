package io.microcdi.internal.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Removal;

/**
 * The instances of this registry, and their changes that the other registries have not got yet. Of several changes of one
 * instance only the last one is sent. Thread-safe. No method waits, except {@link #next}.
 */
final class OwnPart {

    /**
     * The largest number of removals that wait for the writer. Beyond it, the writer sends the whole part instead, which has
     * the same effect.
     */
    private static final int MAX_REMOVALS = 100_000;

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** The entries that are not sent yet. Their number is bounded by that of all entries. */
    private final Map<String, Entry> put = new LinkedHashMap<>();
    private final Map<String, Removal> removed = new LinkedHashMap<>();
    private boolean overflown;
    private long number;

    /** Changes that are to be sent; {@code number} counts them. */
    record Changes(long number, List<Entry> put, List<Removal> removed) {
    }

    /** All entries, after the change with this number. */
    record Whole(long number, List<Entry> entries) {
    }

    synchronized void put(Entry entry) {
        String id = id(entry.namespace(), entry.key().toString());
        entries.put(id, entry);
        removed.remove(id);
        put.put(id, entry);
        notifyAll();
    }

    synchronized void remove(Removal removal) {
        String id = id(removal.namespace(), removal.key());
        entries.remove(id);
        put.remove(id);
        if (removed.size() >= MAX_REMOVALS) {
            removed.clear();
            overflown = true;
            // makes a gap in the numbers, so that the whole part is newer than the changes that the others know
            number++;
        }
        removed.put(id, removal);
        notifyAll();
    }

    /** Removes all instances and changes. */
    synchronized void clear() {
        entries.clear();
        put.clear();
        removed.clear();
        overflown = false;
        notifyAll();
    }

    /** Waits for changes. Returns the next ones; none if no change came in the given time. */
    @SuppressWarnings("WaitNotInLoop") // one that wakes for no reason finds no changes, and asks again
    synchronized Changes next(long millis) throws InterruptedException {
        if (put.isEmpty() && removed.isEmpty() && millis > 0) {
            wait(millis);
        }
        List<Entry> changed = take(put);
        List<Removal> gone = take(removed);
        if (!changed.isEmpty() || !gone.isEmpty()) {
            number++;
        }
        return new Changes(number, changed, gone);
    }

    private static <T> List<T> take(Map<String, T> waiting) {
        List<T> drained = new ArrayList<>();
        Iterator<T> each = waiting.values().iterator();
        while (each.hasNext() && drained.size() < Codec.MAX_ENTRIES) {
            drained.add(each.next());
            each.remove();
        }
        return drained;
    }

    /** Returns whether removals were dropped since the last call, so that the whole part must be sent. */
    synchronized boolean hasOverflown() {
        boolean was = overflown;
        overflown = false;
        return was;
    }

    synchronized Whole whole() {
        return new Whole(number, List.copyOf(entries.values()));
    }

    synchronized long number() {
        return number;
    }

    private static String id(String namespace, String key) {
        return namespace + " " + key;
    }
}
