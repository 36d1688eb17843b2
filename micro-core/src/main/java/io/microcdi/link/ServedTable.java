package io.microcdi.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests of the other end that are in work here, by id. Thread-safe. */
final class ServedTable {

    private final Map<Long, Served> byId = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int max;

    ServedTable(int max) {
        this.max = max;
    }

    /** Takes a request in; a status and a reason if it cannot be. */
    Refusal add(long id, Served served) {
        if (size.incrementAndGet() > max) {
            size.decrementAndGet();
            return new Refusal(429, "more than " + max + " requests of this link are in work");
        }
        if (byId.putIfAbsent(id, served) != null) {
            size.decrementAndGet();
            return new Refusal(409, "id " + id + " is in use by a request in work");
        }
        return null;
    }

    /** Takes a request out; {@code null} if none has this id. */
    Served remove(long id) {
        Served served = byId.remove(id);
        if (served != null) {
            size.decrementAndGet();
        }
        return served;
    }

    /** Calls an action for each one that is due, and returns the earliest deadline that is left. */
    long sweep(long now, java.util.function.BiConsumer<Long, Served> due) {
        long earliest = Long.MAX_VALUE;
        for (Map.Entry<Long, Served> entry : byId.entrySet()) {
            long deadline = entry.getValue().deadline();
            if (deadline - now <= 0) {
                due.accept(entry.getKey(), entry.getValue());
            } else {
                earliest = Math.min(earliest, deadline);
            }
        }
        return earliest;
    }

    void stopAll(Served.Reason reason) {
        for (Long id : byId.keySet()) {
            Served served = remove(id);
            if (served != null) {
                served.stop(reason);
            }
        }
    }

    int size() {
        return size.get();
    }

    /** Why a request is not taken in. */
    record Refusal(int status, String message) {
    }
}
