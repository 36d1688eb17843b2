package io.microcdi.internal.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.microcdi.internal.concurrent.DeadlineMonitor;
import io.microcdi.internal.concurrent.Timer;

/** The requests of the other end that are in work here, by id, and the watch over their deadlines. Thread-safe. */
final class ServedTable {

    /** Of a link on which none has been in work: most of a registry's have none ever. Nothing is added to it. */
    static final ServedTable NONE = new ServedTable(Integer.MAX_VALUE, null, null);

    private final Map<Long, Served> byId = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int max;
    private final DeadlineMonitor deadlines;

    /**
     * An empty table.
     *
     * @param due given those whose deadlines have passed, which are still in the table
     */
    ServedTable(int max, Timer timer, BiConsumer<Long, Served> due) {
        this.max = max;
        this.deadlines = new DeadlineMonitor(timer, now -> sweep(now, due));
    }

    /** Has a request of this table stopped at its deadline. */
    void watch(Served served) {
        deadlines.watch(served.deadline());
    }

    /** Why a request could not be taken in now; {@code null} if it could. */
    Refusal refusal(long id) {
        int present = size.get();
        if (present >= max) {
            return tooMany();
        }
        return present > 0 && byId.containsKey(id) ? inUse(id) : null;
    }

    /** Takes a request in; a status and a reason if it cannot be. */
    Refusal add(long id, Served served) {
        if (size.incrementAndGet() > max) {
            size.decrementAndGet();
            return tooMany();
        }
        if (byId.putIfAbsent(id, served) != null) {
            size.decrementAndGet();
            return inUse(id);
        }
        return null;
    }

    private Refusal tooMany() {
        return new Refusal(429, "more than " + max + " requests of this link are in work");
    }

    private static Refusal inUse(long id) {
        return new Refusal(409, "id " + id + " is in use by a request in work");
    }

    /** Watches deadlines again after the timer has forgotten its alarms. */
    void restart() {
        deadlines.restart();
    }

    /** Takes a request out; {@code null} if none has this id. */
    Served remove(long id) {
        Served served = byId.remove(id);
        if (served != null) {
            size.decrementAndGet();
        }
        return served;
    }

    /** Takes this request out; false if it has ended, also where its id is used again. */
    boolean remove(long id, Served served) {
        boolean removed = byId.remove(id, served);
        if (removed) {
            size.decrementAndGet();
        }
        return removed;
    }

    private long sweep(long now, BiConsumer<Long, Served> due) {
        long earliest = Long.MAX_VALUE;
        for (Map.Entry<Long, Served> entry : byId.entrySet()) {
            long deadline = entry.getValue().deadline();
            if (deadline - now <= 0) {
                guarded(entry.getValue(), served -> due.accept(entry.getKey(), served));
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
                guarded(served, work -> work.stop(reason));
            }
        }
    }

    /** One that fails keeps no other from being ended. */
    private static void guarded(Served served, Consumer<Served> action) {
        try {
            action.accept(served);
        } catch (Throwable e) {
            LinkLog.LOG.endFailed(e);
        }
    }

    int size() {
        return size.get();
    }

    /** Why a request is not taken in. */
    record Refusal(int status, String message) {
    }
}
