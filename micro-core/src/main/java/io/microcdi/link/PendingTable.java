package io.microcdi.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The requests of one link that wait for their answers, by id. Thread-safe. */
final class PendingTable {

    private final Map<Long, PendingRequest> byId = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int max;

    PendingTable(int max) {
        this.max = max;
    }

    /** Adds a request; false if there are too many. */
    boolean add(PendingRequest request) {
        if (size.incrementAndGet() > max) {
            size.decrementAndGet();
            return false;
        }
        byId.put(request.id(), request);
        return true;
    }

    /** Takes a request out; {@code null} if none has this id. */
    PendingRequest remove(long id) {
        PendingRequest request = byId.remove(id);
        if (request != null) {
            size.decrementAndGet();
        }
        return request;
    }

    /** Ends those that are due and returns the earliest deadline that is left. */
    long sweep(long now, Consumer<PendingRequest> due) {
        long earliest = Long.MAX_VALUE;
        for (PendingRequest request : byId.values()) {
            if (request.deadline() - now <= 0) {
                due.accept(request);
            } else {
                earliest = Math.min(earliest, request.deadline());
            }
        }
        return earliest;
    }

    void forEach(Consumer<PendingRequest> action) {
        byId.values().forEach(action);
    }

    int size() {
        return size.get();
    }
}
