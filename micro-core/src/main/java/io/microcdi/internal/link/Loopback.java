package io.microcdi.internal.link;

import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Frame;

/** The requests of a node to itself. It works as a link does, but without a socket and without frames. Thread-safe. */
public final class Loopback {

    private final Timer timer;
    private final OutboundTable pending;
    private final InboundTable served;
    private final AtomicLong nextId = new AtomicLong();

    /** Makes a loopback without requests. */
    public Loopback(Timer timer) {
        this.timer = timer;
        pending = new OutboundTable(Integer.MAX_VALUE, timer, this::expire);
        served = new InboundTable(Integer.MAX_VALUE, timer, this::overdue);
    }

    /**
     * Begins a request whose handler is {@code work}.
     *
     * @return whether the handler is to run; false if the request was given up before
     */
    public boolean request(OutboundRequest request, InboundRequest work) {
        long id = nextId.getAndIncrement();
        request.sendOn(this::cancelled, id);
        served.add(id, work);
        pending.add(request);
        if (!request.markWritten()) {
            cancelled(request, 0);
            return false;
        }
        pending.watch(request);
        if (work.deadline() - request.deadline() < 0) {
            served.watch(work);
        }
        return true;
    }

    /** Ends all requests, as a link does when it closes. */
    public void close(String reason) {
        pending.removeAll(request -> {
            if (request.end() >= 0) {
                request.lost(true, CloseCodes.LEAVING, reason);
            }
        });
        served.stopAll(InboundRequest.Reason.LINK_CLOSED);
    }

    /** Watches deadlines again after the timer has forgotten its alarms. */
    public void open() {
        pending.restart();
        served.restart();
    }

    /** Answers a request; has no effect if it was given up. */
    public void answer(OutboundRequest request, Frame.Response response) {
        served.remove(request.id());
        if (pending.remove(request.id()) != null && request.end() >= 0) {
            request.deliver(response, timer.nanoTime());
        }
    }

    private void cancelled(OutboundRequest request, int written) {
        pending.remove(request.id());
        InboundRequest work = served.remove(request.id());
        if (work != null) {
            work.stop(InboundRequest.Reason.ABORTED);
        }
    }

    private void expire(OutboundRequest request) {
        int written = request.end();
        if (written >= 0) {
            try {
                cancelled(request, written);
            } finally {
                request.expired(true);
            }
        }
    }

    private void overdue(Long id, InboundRequest work) {
        OutboundRequest request = pending.remove(id);
        boolean begun = !served.remove(id, work) || work.stop(InboundRequest.Reason.DEADLINE);
        if (request != null && request.end() >= 0) {
            request.deliver(new Frame.Response(id, begun ? "504" : "503", null, InboundRequests.overdue(begun), begun),
                    timer.nanoTime());
        }
    }
}
