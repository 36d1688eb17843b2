package io.microcdi.internal.link;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.microcdi.internal.concurrent.DeadlineMonitor;
import io.microcdi.internal.concurrent.Timer;

/** The requests of one link that wait for their answers, by id, and the watch over their deadlines. Thread-safe. */
final class OutboundTable {

    /**
     * The table of all links that have sent no request yet. Most links of a registry never send one. Nothing is added to this
     * table.
     */
    static final OutboundTable NONE = new OutboundTable(0, null, null);

    private final Map<Long, OutboundRequest> byId = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int max;
    private final Timer timer;
    private final DeadlineMonitor deadlines;

    /**
     * Makes an empty table.
     *
     * @param due called with each request whose deadline has passed, while it is still in the table
     */
    OutboundTable(int max, Timer timer, Consumer<OutboundRequest> due) {
        this.max = max;
        this.timer = timer;
        this.deadlines = new DeadlineMonitor(timer, now -> sweep(now, due));
    }

    /** Ends a request of this table when its deadline passes. */
    void watch(OutboundRequest request) {
        deadlines.watch(request.deadline());
    }

    /** Watches deadlines again after the timer has forgotten its alarms. */
    void restart() {
        deadlines.restart();
    }

    /** Stops watching, because the link has closed. */
    void close() {
        deadlines.close();
    }

    /** Adds a request; false if there are too many. */
    boolean add(OutboundRequest request) {
        if (size.incrementAndGet() > max) {
            size.decrementAndGet();
            return false;
        }
        boolean added = false;
        try {
            byId.put(request.id(), request);
            added = true;
        } finally {
            // even if the map finds no memory
            if (!added) {
                size.decrementAndGet();
            }
        }
        return true;
    }

    /** Adds a request that was removed from this table to get another id. It already has its place. */
    void addAgain(OutboundRequest request) {
        size.incrementAndGet();
        byId.put(request.id(), request);
    }

    /** Returns the requests that are in the table now. */
    List<OutboundRequest> all() {
        return List.copyOf(byId.values());
    }

    /** Returns whether one of the requests was written. Makes no copy: the write may have failed for want of memory. */
    boolean hasWritten() {
        for (OutboundRequest request : byId.values()) {
            if (request.isWritten()) {
                return true;
            }
        }
        return false;
    }

    /** Removes a request. Returns {@code null} if none has this id. */
    OutboundRequest remove(long id) {
        OutboundRequest request = byId.remove(id);
        if (request != null) {
            size.decrementAndGet();
        }
        return request;
    }

    private long sweep(long now, Consumer<OutboundRequest> due) {
        long earliest = Long.MAX_VALUE;
        for (OutboundRequest request : byId.values()) {
            if (request.deadline() - now <= 0) {
                try {
                    due.accept(request);
                } catch (Throwable e) {
                    // the other requests are due, too
                    FailedEnds.ofRequest(timer::nanoTime, e);
                }
            } else {
                earliest = Math.min(earliest, request.deadline());
            }
        }
        return earliest;
    }

    /**
     * Takes all requests out and passes each to an action. If the action fails for one, the others still get theirs. Nothing is
     * watched from then on.
     */
    void removeAll(Consumer<OutboundRequest> action) {
        for (Long id : byId.keySet()) {
            OutboundRequest request = remove(id);
            if (request != null) {
                try {
                    action.accept(request);
                } catch (Throwable e) {
                    FailedEnds.ofRequest(timer::nanoTime, e);
                }
            }
        }
        deadlines.close();
    }

    int size() {
        return size.get();
    }
}
