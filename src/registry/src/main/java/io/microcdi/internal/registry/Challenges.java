package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.internal.link.Link;

/**
 * The links that wait for the place of a registered one: they announced its key and namespace. Not thread-safe; guarded by
 * the lock of {@link Registrations}.
 */
final class Challenges {

    /** Links that wait for one place. Of more, the one that has waited longest is refused: a returning node comes last. */
    private static final int MAX_FOR_ONE_PLACE = 16;

    /**
     * A link that is, or wants to be, the registration of its other end under a namespace.
     *
     * @param link the link
     * @param namespace the namespace
     */
    record Candidate(Link link, String namespace) {

        String key() {
            return link.peer().key().toString();
        }
    }

    /** The registered links for whose places others wait, with these in the order in which they came. */
    private final Map<Link, Map<Link, Candidate>> byPlace = new HashMap<>();
    /** The waiting links, with those for whose places they wait. */
    private final Map<Link, Link> places = new HashMap<>();

    /** Whether a link waits for a place. */
    boolean isChallenged(Link place) {
        return byPlace.containsKey(place);
    }

    /** Adds a link that waits. Returns the one that waits no longer because there are too many; {@code null} for none. */
    Candidate add(Link place, Candidate candidate) {
        Map<Link, Candidate> waiting = byPlace.computeIfAbsent(place, p -> new LinkedHashMap<>());
        waiting.put(candidate.link(), candidate);
        places.put(candidate.link(), place);
        return waiting.size() > MAX_FOR_ONE_PLACE ? remove(waiting.keySet().iterator().next()) : null;
    }

    /** The registered link for whose place a link waits; {@code null} if it waits for none. */
    Link placeOf(Link waiting) {
        return places.get(waiting);
    }

    /** Removes a link that waits; {@code null} if it does not. */
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

    /** Removes all that wait for a place. */
    List<Candidate> removeAll(Link place) {
        Map<Link, Candidate> waiting = byPlace.remove(place);
        if (waiting == null) {
            return List.of();
        }
        places.keySet().removeAll(waiting.keySet());
        return new ArrayList<>(waiting.values());
    }
}
