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

    /** The status of an answer that came and cannot be read, as JSON text. */
    private static final String UNREADABLE = "\"unreadable\"";

    private final Link link;
    private final LinkLimits limits;
    private final Timer timer;
    private final ObjIntConsumer<OutboundRequest> canceller = this::cancelled;
    private volatile OutboundTable waiting = OutboundTable.NONE;
    /** The highest id that was written; touched by the writer only. */
    private long written = -1;

    OutboundRequests(Link link, LinkLimits limits, Timer timer) {
        this.link = link;
        this.limits = limits;
        this.timer = timer;
    }

    /** How many wait for their answers. */
    int size() {
        return waiting.size();
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
        } catch (Throwable e) { // nothing watches the deadline of the request yet
            waiting.remove(id);
            throw e;
        }
        if (text.length() > link.peer().maxMessage()) {
            waiting.remove(id);
            refuse(request, 413, link.tooLarge("message", text));
        } else if (!link.offer(Outgoing.request(text, request, id, this))) {
            waiting.remove(id);
            if (link.isOpen()) {
                refuse(request, 429, "the write queue of " + link.peer() + " is full: " + link.waitingMessages()
                        + " messages wait");
            } else {
                lose(request, CloseCodes.ABNORMAL, "the link is closed");
            }
        } else {
            waiting.watch(request);
            // the link may have closed between the look and the entry, when its table was emptied already
            if (link.closeCode() != 0) {
                waiting.close();
                if (waiting.remove(id) != null) {
                    lose(request, CloseCodes.ABNORMAL, "the link is closed");
                }
            }
        }
    }

    private String frame(long id, String url, String payload, String metadata, OutboundRequest request) {
        return link.peer().isSecondDialect()
                ? FrameWriter.command(id, true, request.protocol(), url, Props.of(payload))
                : FrameWriter.request(id, true, url, payload, timeout(request), metadata);
    }

    /** A table is made at the first request, and then stays. */
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
     * Returns the time that is left, as the frame tells it: whole milliseconds, rounded up, because this side ends its request;
     * -1 if the peer does not understand deadlines.
     */
    private long timeout(OutboundRequest request) {
        return link.peer().extras().has(PeerState.DEADLINE)
                ? Math.max(1, (request.deadline() - timer.nanoTime() + 999_999) / 1_000_000)
                : -1;
    }

    /** An answer came. */
    void answered(Frame.Response response) {
        OutboundRequest request = waiting.remove(response.id());
        if (request == null || request.end() < 0) {
            link.counters().addUnmatched();
        } else {
            request.tell(response, timer.nanoTime());
        }
    }

    /** An answer came that cannot be read. The caller would wait until its deadline; nothing is wrong with the instance. */
    void unreadable(Frame.Malformed bad) {
        OutboundRequest request = waiting.remove(bad.answerOf());
        if (request != null && request.end() >= 0) {
            request.tell(new Frame.Response(bad.answerOf(), UNREADABLE, null,
                    "the answer cannot be read: " + Excerpts.of(bad.reason()), true), timer.nanoTime());
        }
    }

    /** The link closed. A peer that leaves in good order says which requests it has not begun. */
    void closed(int code, String reason) {
        long highest = link.understandsLeaving() && !link.hasWrapped() && !link.hasLeft()
                ? Departure.highest(code, reason)
                : Long.MAX_VALUE;
        waiting.removeAll(request -> {
            int written = request.end();
            if (written >= 0) {
                request.lost(written == 1 && request.id() <= highest, code, reason);
            }
        });
    }

    /** Those that wait now. */
    List<OutboundRequest> all() {
        return waiting.all();
    }

    /**
     * Gives a request or push that is about to be written the next id, if one with a higher id was written before: two
     * threads may take their ids in one order, and queue their frames in the other. The highest id that a leaving peer names
     * then says for each request whether it was begun. Called by the writer, before a request counts as written.
     *
     * @param request {@code null} for a push
     * @param text the frame
     * @return the frame with the id that it has now
     */
    String inOrder(OutboundRequest request, long id, String text) {
        if (id > written || !link.understandsLeaving() || link.hasWrapped()) {
            written = id;
            return text;
        }
        long later = link.nextId();
        String renumbered = FrameWriter.renumbered(text, id, later);
        if (renumbered.length() > link.peer().maxMessage()) {
            // the bound was checked with a shorter id; the request is then in doubt where it need not be
            return text;
        }
        if (request != null && !renumber(request, id, later)) {
            return text;
        }
        written = later;
        return renumbered;
    }

    /** Whether the request has its new id; not if it has ended, so that it is not written. */
    private boolean renumber(OutboundRequest request, long id, long later) {
        if (waiting.remove(id) == null) {
            return false;
        }
        request.renumber(later);
        waiting.addAgain(request);
        waiting.watch(request);
        // the thread that ended it, or closed the link, may have looked for it between the two entries
        if (request.hasEnded()) {
            waiting.remove(later);
        } else if (link.closeCode() != 0 && waiting.remove(later) != null) {
            lose(request, CloseCodes.ABNORMAL, "the link is closed");
        }
        return true;
    }

    /** A request was given up before its answer. */
    private void cancelled(OutboundRequest request, int written) {
        if (waiting.remove(request.id()) != null && written == 1) {
            // without room the abort is left out: it only spares the peer work
            link.offer(Outgoing.message(FrameWriter.abort(link.nextId(), request.id())));
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

    private static void lose(OutboundRequest request, int code, String reason) {
        int written = request.end();
        if (written >= 0) {
            request.lost(written == 1, code, reason);
        }
    }
}
