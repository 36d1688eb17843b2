package io.microcdi.link;

import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.concurrent.DeadlineMonitor;
import io.microcdi.concurrent.Timer;
import io.microcdi.wire.Frame;

/** Requests of a node to itself: as on a link, but without a socket, frames, or a way to be lost. Thread-safe. */
public final class Loopback {

    private final PendingTable pending = new PendingTable(Integer.MAX_VALUE);
    private final ServedTable served = new ServedTable(Integer.MAX_VALUE);
    private final AtomicLong nextId = new AtomicLong();
    private final DeadlineMonitor deadlines;

    /** A loopback without requests. */
    public Loopback(Timer timer) {
        deadlines = new DeadlineMonitor(timer, now -> pending.sweep(now, this::expire));
    }

    /** Begins a request whose handler is {@code work}. */
    public void request(PendingRequest request, Served work) {
        long id = nextId.getAndIncrement();
        request.sendOn(this::cancel, id);
        request.markWritten();
        served.add(id, work);
        pending.add(request);
        deadlines.watch(request.deadline());
    }

    /** Answers a request; has no effect if it was given up. */
    public void answer(PendingRequest request, Frame.Response response) {
        served.remove(request.id());
        if (pending.remove(request.id()) != null && request.end() >= 0) {
            request.answered(response);
        }
    }

    private int cancel(PendingRequest request) {
        int written = request.end();
        pending.remove(request.id());
        Served work = served.remove(request.id());
        if (work != null) {
            work.stop(Served.Reason.ABORTED);
        }
        return written;
    }

    private void expire(PendingRequest request) {
        int written = cancel(request);
        if (written >= 0) {
            request.expired(true);
        }
    }
}
