package io.microcdi.internal.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.microcdi.internal.concurrent.DeadlineMonitor;
import io.microcdi.internal.concurrent.Timer;

/** The requests of the other end that are in work here, by id, and the watch over their deadlines. Thread-safe. */
final class InboundTable {

    /**
     * The table of all links that have had no request yet. Most links of a registry never have one. Nothing is added to this
     * table.
     */
    static final InboundTable NONE = new InboundTable(Integer.MAX_VALUE, null, null);

    private final Map<Long, InboundRequest> byId = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int max;
    private final Timer timer;
    private final DeadlineMonitor deadlines;

    /**
     * Makes an empty table.
     *
     * @param due called with each request whose deadline has passed, while it is still in the table
     */
    InboundTable(int max, Timer timer, BiConsumer<Long, InboundRequest> due) {
        this.max = max;
        this.timer = timer;
        this.deadlines = new DeadlineMonitor(timer, now -> sweep(now, due));
    }

    /** Stops a request of this table when its deadline passes. */
    void watch(InboundRequest served) {
        deadlines.watch(served.deadline());
    }

    /** Returns why a request would be refused now; {@code null} if it would be accepted. */
    Refusal refusal(long id) {
        int present = size.get();
        if (present >= max) {
            return tooMany();
        }
        return present > 0 && byId.containsKey(id) ? inUse(id) : null;
    }

    /** Adds a request. Returns why it is refused, or {@code null} if it is accepted. */
    Refusal add(long id, InboundRequest served) {
        if (size.incrementAndGet() > max) {
            size.decrementAndGet();
            return tooMany();
        }
        boolean added = false;
        try {
            added = byId.putIfAbsent(id, served) == null;
        } finally {
            // even if the map finds no memory
            if (!added) {
                size.decrementAndGet();
            }
        }
        return added ? null : inUse(id);
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

    /** Removes a request. Returns {@code null} if none has this id. */
    InboundRequest remove(long id) {
        InboundRequest served = byId.remove(id);
        if (served != null) {
            size.decrementAndGet();
        }
        return served;
    }

    /** Removes this request. Returns false if it has ended, also if another request has its id now. */
    boolean remove(long id, InboundRequest served) {
        boolean removed = byId.remove(id, served);
        if (removed) {
            size.decrementAndGet();
        }
        return removed;
    }

    private long sweep(long now, BiConsumer<Long, InboundRequest> due) {
        long earliest = Long.MAX_VALUE;
        for (Map.Entry<Long, InboundRequest> entry : byId.entrySet()) {
            long deadline = entry.getValue().deadline();
            if (deadline - now <= 0) {
                guarded(entry.getValue(), served -> due.accept(entry.getKey(), served));
            } else {
                earliest = Math.min(earliest, deadline);
            }
        }
        return earliest;
    }

    /** Removes and stops all requests. No deadline is watched from then on. */
    void stopAll(InboundRequest.Reason reason) {
        for (Long id : byId.keySet()) {
            InboundRequest served = remove(id);
            if (served != null) {
                guarded(served, work -> work.stop(reason));
            }
        }
        deadlines.close();
    }

    /** Runs an action, and logs its failure, so that the other requests are ended too. */
    private void guarded(InboundRequest served, Consumer<InboundRequest> action) {
        try {
            action.accept(served);
        } catch (Throwable e) {
            FailedEnds.ofRequest(timer::nanoTime, e);
        }
    }

    int size() {
        return size.get();
    }

    /** Why a request is refused. */
    record Refusal(int status, String message) {
    }
}
