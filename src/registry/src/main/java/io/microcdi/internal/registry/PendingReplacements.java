package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.internal.link.Link;

/**
 * The links that wait for the place of a registered link, because they announced its key and namespace. Not thread-safe;
 * guarded by the lock of {@link Registrations}.
 */
final class PendingReplacements {

    /**
     * The largest number of links that wait for one place. Beyond it, the link that has waited longest is refused,
     * because a returning node comes last.
     */
    private static final int MAX_FOR_ONE_PLACE = 16;

    /**
     * A link and the namespace that it registers or wants to register.
     *
     * @param link the link
     * @param namespace the namespace
     */
    record Candidate(Link link, String namespace) {

        String key() {
            return link.peer().key().toString();
        }
    }

    /** The registered links that others want to replace. The waiting links are in the order of their arrival. */
    private final Map<Link, Map<Link, Candidate>> byPlace = new HashMap<>();
    /** The waiting links, each with the registered link that it wants to replace. */
    private final Map<Link, Link> places = new HashMap<>();

    /** Returns whether a link waits for a place. */
    boolean isChallenged(Link place) {
        return byPlace.containsKey(place);
    }

    /**
     * Adds a waiting link. If too many wait, it removes and returns the one that has waited longest; otherwise it returns
     * {@code null}.
     */
    Candidate add(Link place, Candidate candidate) {
        Map<Link, Candidate> waiting = byPlace.computeIfAbsent(place, p -> new LinkedHashMap<>());
        waiting.put(candidate.link(), candidate);
        places.put(candidate.link(), place);
        return waiting.size() > MAX_FOR_ONE_PLACE ? remove(waiting.keySet().iterator().next()) : null;
    }

    /** Returns the registered link that a waiting link wants to replace; {@code null} if the link does not wait. */
    Link placeOf(Link waiting) {
        return places.get(waiting);
    }

    /** Removes a waiting link. Returns {@code null} if it does not wait. */
    Candidate remove(Link waiting) {
        Link place = places.remove(waiting);
        if (place == null) {
            return null;
        }
        Map<Link, Candidate> others = byPlace.get(place);
        Candidate removed = others.remove(waiting);
        if (others.isEmpty()) {
            byPlace.remove(place);
        }
        return removed;
    }

    /** Removes all links that wait for a place. */
    List<Candidate> removeAll(Link place) {
        Map<Link, Candidate> waiting = byPlace.remove(place);
        if (waiting == null) {
            return List.of();
        }
        places.keySet().removeAll(waiting.keySet());
        return new ArrayList<>(waiting.values());
    }
}
