package io.microcdi.internal.registry.tomcat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The handshakes of one kind that wait, the oldest first. At most four fifths come from one address, as of
 * the links. Not thread-safe: {@link HandshakeGate} guards it.
 *
 * @param <C> the type of a connection
 */
final class WaitingHandshakes<C> {

    private final int max;
    private final int maxOfAddress;
    private final long longestWaitNanos;
    private final Map<C, Place> places = new LinkedHashMap<>();
    private final Map<String, Integer> byAddress = new HashMap<>();

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
        if (places.size() >= max || address != null && byAddress.getOrDefault(address, 0) >= maxOfAddress) {
            return false;
        }
        places.put(connection, new Place(now, address));
        if (address != null) {
            byAddress.merge(address, 1, Integer::sum);
        }
        return true;
    }

    /** Removes the oldest; there must be one. */
    C removeOldest() {
        C oldest = places.keySet().iterator().next();
        remove(oldest);
        return oldest;
    }

    /** Returns whether the connection was waiting. */
    boolean remove(C connection) {
        Place place = places.remove(connection);
        if (place != null && place.address() != null) {
            byAddress.computeIfPresent(place.address(), (a, count) -> count == 1 ? null : count - 1);
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
