package io.microcdi.internal.registry.tomcat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The handshakes of one kind that wait. The addresses take turns, and the oldest handshake of an address is its first.
 * At most four fifths come from one address. The same share holds for links. Each method takes the same time for any
 * number of handshakes, apart from {@link #removeExpired}. Not thread-safe: {@link HandshakeGate} guards it.
 *
 * @param <C> the type of a connection
 */
final class WaitingHandshakes<C> {

    private final int max;
    private final int maxOfAddress;
    private final long longestWaitNanos;
    /** The oldest is the first. */
    private final Map<C, Place> places = new LinkedHashMap<>();
    /** The handshakes of each address, the oldest first. The address whose turn is next is the first. */
    private final Map<String, Set<C>> byAddress = new LinkedHashMap<>();

    WaitingHandshakes(int max, long longestWaitNanos) {
        this.max = max;
        this.maxOfAddress = max - max / 5;
        this.longestWaitNanos = longestWaitNanos;
    }

    /**
     * The place of a handshake.
     *
     * @param since the nanoseconds at which it came
     * @param address {@code null} if it is not counted
     */
    private record Place(long since, String address) {
    }

    int size() {
        return places.size();
    }

    boolean contains(C connection) {
        return places.containsKey(connection);
    }

    /** Adds a handshake as the youngest. Returns whether there was a place for it. */
    boolean add(C connection, String address, long now) {
        Set<C> others = byAddress.getOrDefault(address, Set.of());
        if (places.size() >= max || address != null && others.size() >= maxOfAddress) {
            return false;
        }
        places.put(connection, new Place(now, address));
        byAddress.computeIfAbsent(address, a -> new LinkedHashSet<>()).add(connection);
        return true;
    }

    /** Removes the oldest handshake of the address whose turn it is; there must be one. */
    C removeNext() {
        Map.Entry<String, Set<C>> turn = byAddress.entrySet().iterator().next();
        C next = turn.getValue().iterator().next();
        remove(next);
        if (byAddress.remove(turn.getKey(), turn.getValue())) {
            byAddress.put(turn.getKey(), turn.getValue()); // the last of the addresses
        }
        return next;
    }

    /** Returns whether the connection was waiting. */
    boolean remove(C connection) {
        Place place = places.remove(connection);
        if (place != null) {
            Set<C> ofAddress = byAddress.get(place.address());
            ofAddress.remove(connection);
            if (ofAddress.isEmpty()) {
                byAddress.remove(place.address());
            }
        }
        return place != null;
    }

    /** Removes those that have waited for too long, and returns them. */
    List<C> removeExpired(long now) {
        List<C> expired = new ArrayList<>();
        for (Map.Entry<C, Place> oldest : places.entrySet()) {
            if (now - oldest.getValue().since() < longestWaitNanos) {
                break;
            }
            expired.add(oldest.getKey());
        }
        expired.forEach(this::remove);
        return expired;
    }
}
