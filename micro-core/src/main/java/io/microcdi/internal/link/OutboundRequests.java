package io.microcdi.internal.link;

import java.util.List;
import java.util.function.ObjIntConsumer;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameWriter;
import io.microcdi.internal.wire.Props;

/** The requests that this side sends over a link, from the frame to the answer or to another end. Thread-safe. */
final class OutboundRequests {

    /** The status, as JSON text, of an answer that cannot be read. */
    private static final String UNREADABLE = "\"unreadable\"";

    private final Link link;
    private final LinkLimits limits;
    private final Timer timer;
    private final ObjIntConsumer<OutboundRequest> canceller = this::cancelled;
    private volatile OutboundTable waiting = OutboundTable.NONE;
    /** The highest id that was written. Touched by the writer only. */
    private long written = -1;

    OutboundRequests(Link link, LinkLimits limits, Timer timer) {
        this.link = link;
        this.limits = limits;
        this.timer = timer;
    }

    /** Returns the number of requests that wait for their answers. */
    int size() {
        return waiting.size();
    }

    /** Returns whether a request may have reached the peer and waits for its answer. */
    boolean hasWritten() {
        return waiting.hasWritten();
    }

    /** As {@link Link#request(String, String, String, OutboundRequest)}. */
    void send(String url, String payload, String metadata, OutboundRequest request) {
        long id = link.nextId();
        request.sendOn(canceller, id);
        if (!table().add(request)) {
            refuse(request, 429, "more than " + limits.maxPending() + " requests wait for " + link.peer());
            return;
        }
        if (request.hasEnded()) {
            waiting.remove(id);
            return;
        }
        String text;
        try {
            text = frame(id, url, payload, metadata, request);
        } catch (Throwable e) { // no deadline is watched yet that would remove the request
            waiting.remove(id);
            throw e;
        }
        if (text.length() > link.peer().maxMessage()) {
            waiting.remove(id);
            refuse(request, 413, link.tooLarge("message", text));
        } else if (link.offer(WriteItem.request(text, request, id, this))) {
            waiting.watch(request);
            loseIfClosed(request, id);
        } else {
            waiting.remove(id);
            notQueued(request);
        }
    }

    /** Ends a request if the link closed, and perhaps emptied its table, before this request was in it. */
    private void loseIfClosed(OutboundRequest request, long id) {
        Link.End end = link.end();
        if (end != null) {
            waiting.close();
            if (waiting.remove(id) != null) {
                // the request may have been written, and the close may say that the peer has not begun it
                lose(request, highest(end.code(), end.reason()), end.code(), end.reason());
            }
        }
    }

    /** Ends a request that the write queue did not accept. */
    private void notQueued(OutboundRequest request) {
        if (link.isOpen()) {
            refuse(request, 429, "the write queue of " + link.peer() + " is full: " + link.waitingMessages()
                    + " messages wait");
        } else {
            lose(request);
        }
    }

    private String frame(long id, String url, String payload, String metadata, OutboundRequest request) {
        return link.peer().isSecondDialect()
                ? FrameWriter.command(id, true, request.protocol(), url, Props.of(payload))
                : FrameWriter.request(id, true, url, payload, timeoutMillis(request), metadata);
    }

    /** Returns the table of the link, which its first request makes. */
    private OutboundTable table() {
        if (waiting == OutboundTable.NONE) {
            synchronized (this) {
                if (waiting == OutboundTable.NONE) {
                    waiting = new OutboundTable(limits.maxPending(), timer, this::expire);
                }
            }
        }
        return waiting;
    }

    /**
     * Returns the remaining time of a request for its frame, in milliseconds; -1 if the peer does not understand deadlines.
     * The number is rounded up, because this side ends the request at its deadline anyway.
     */
    private long timeoutMillis(OutboundRequest request) {
        return link.peer().info().has(PeerState.DEADLINE)
                ? Math.max(1, (request.deadline() - timer.nanoTime() + 999_999) / 1_000_000)
                : -1;
    }

    /** Ends the request that an answer belongs to. */
    void answered(Frame.Response response) {
        OutboundRequest request = waiting.remove(response.id());
        if (request == null || request.end() < 0) {
            link.counters().addUnmatched();
        } else {
            request.deliver(response, timer.nanoTime());
        }
    }

    /**
     * Ends a request whose answer cannot be read. Otherwise the caller would wait until its deadline, and blame a healthy
     * instance.
     */
    void unreadable(Frame.Malformed bad) {
        OutboundRequest request = waiting.remove(bad.answerOf());
        if (request != null && request.end() >= 0) {
            request.deliver(new Frame.Response(bad.answerOf(), UNREADABLE, null,
                    "the answer cannot be read: " + Excerpts.of(bad.reason()), true), timer.nanoTime());
        }
    }

    /**
     * Ends all requests, because the link closed. A peer that leaves in good order says in the reason which requests it has
     * not begun.
     */
    void closed(int code, String reason) {
        long highest = highest(code, reason);
        waiting.removeAll(request -> lose(request, highest, code, reason));
    }

    /** Returns the highest id of a request that the peer may have begun before the link closed. */
    private long highest(int code, String reason) {
        return link.understandsLeaving() && !link.hasWrapped() && !link.hasLeft()
                ? LeaveMessages.highest(code, reason)
                : Long.MAX_VALUE;
    }

    /** Returns the requests that wait now. */
    List<OutboundRequest> all() {
        return waiting.all();
    }

    /**
     * Gives a request or push a new id if a higher id has been written, so that ids are written in ascending order. Two
     * threads may take their ids in one order, and queue their frames in the opposite order. When a peer leaves and
     * names the highest id that it has begun, this side knows that for every request. Called by the writer, before the
     * request counts as written.
     *
     * @param request {@code null} for a push
     * @param text the frame
     * @return the frame, with the new id if there is one
     */
    String inOrder(OutboundRequest request, long id, String text) {
        if (id > written || !link.understandsLeaving() || link.hasWrapped()) {
            written = id;
            return text;
        }
        long later = link.nextId();
        String renumbered = FrameWriter.renumbered(text, id, later);
        if (renumbered.length() > link.peer().maxMessage()) {
            // the size was checked with a shorter id. The old id stays, so that the request may count as begun although it
            // was not
            return text;
        }
        if (request != null && !renumber(request, id, later)) {
            return text;
        }
        written = later;
        return renumbered;
    }

    /** Gives a request its new id. Returns false if the request has ended, so that it is not written. */
    private boolean renumber(OutboundRequest request, long id, long later) {
        if (waiting.remove(id) == null) {
            return false;
        }
        request.renumber(later);
        waiting.addAgain(request);
        waiting.watch(request);
        // another thread may have ended the request or closed the link while the request had neither of its two entries in
        // the table
        if (request.hasEnded()) {
            waiting.remove(later);
        } else if (link.closeCode() != 0 && waiting.remove(later) != null) {
            lose(request);
        }
        return true;
    }

    /** Removes a request that was given up, and sends an abort if it was written. */
    private void cancelled(OutboundRequest request, int written) {
        if (waiting.remove(request.id()) != null && written == 1) {
            // an abort that finds no room in the queue is dropped: it only saves the peer work
            link.offer(WriteItem.message(FrameWriter.abort(link.nextId(), request.id())));
        }
    }

    private void expire(OutboundRequest request) {
        int written = request.end();
        if (written >= 0) {
            try {
                cancelled(request, written);
            } finally {
                request.expired(written == 1);
            }
        }
    }

    private static void refuse(OutboundRequest request, int status, String message) {
        if (request.end() >= 0) {
            request.refused(status, message);
        }
    }

    /** Ends a request that was not written. */
    private static void lose(OutboundRequest request) {
        lose(request, Long.MAX_VALUE, CloseCodes.ABNORMAL, "the link is closed");
    }

    private static void lose(OutboundRequest request, long highest, int code, String reason) {
        int written = request.end();
        if (written >= 0) {
            request.lost(written == 1 && request.id() <= highest, code, reason);
        }
    }
}
