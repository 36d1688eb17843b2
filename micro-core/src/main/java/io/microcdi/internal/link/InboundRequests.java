package io.microcdi.internal.link;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameWriter;

/** The requests that the other end sends over a link, from their arrival to the answer. Thread-safe. */
final class InboundRequests {

    private static final AtomicLongFieldUpdater<InboundRequests> HIGHEST = AtomicLongFieldUpdater
            .newUpdater(InboundRequests.class, "highest");
    private static final AtomicLongFieldUpdater<InboundRequests> BYTES = AtomicLongFieldUpdater
            .newUpdater(InboundRequests.class, "bytes");
    private static final AtomicIntegerFieldUpdater<InboundRequests> ADMITTED = AtomicIntegerFieldUpdater
            .newUpdater(InboundRequests.class, "admitted");
    /** The characters that remain of a failure's message if the failure is too large. */
    private static final int MAX_EXCERPT = 100;

    private final Link link;
    private final LinkLimits limits;
    private final Timer timer;
    private final LinkCounters counters;
    private volatile InboundTable inWork = InboundTable.NONE;
    private volatile long bytes;
    private volatile int admitted;
    /**
     * The highest id of a request that was given to a handler; -1 for none. The reading thread sets it. When this node
     * leaves, the value becomes -3 minus the id and never changes again, because the peer repeats every request with a
     * higher id.
     */
    private volatile long highest = -1;

    InboundRequests(Link link, LinkLimits limits, Timer timer, LinkCounters counters) {
        this.link = link;
        this.limits = limits;
        this.timer = timer;
        this.counters = counters;
    }

    /** Returns the number of requests in work. */
    int size() {
        return inWork.size();
    }

    /** As {@link Link#servedBytes}. */
    long bytes() {
        return bytes;
    }

    /** As {@link Link#admittedRequests}. */
    int admitted() {
        return admitted;
    }

    /** As {@link Link#addAdmitted}. */
    void addAdmitted(int more, long moreBytes) {
        ADMITTED.addAndGet(this, more);
        BYTES.addAndGet(this, moreBytes);
    }

    /**
     * Returns the highest id of a request that was given to a handler; -1 for none. From now on, requests with higher
     * ids are refused.
     */
    long leave() {
        long last = HIGHEST.getAndUpdate(this, id -> id < -1 ? id : -3 - id);
        return last < -1 ? -3 - last : last;
    }

    /** Returns whether the request may be given to a handler; if not, it is refused. */
    private boolean mayBegin(Frame.Request request) {
        long last = highest;
        while (last >= -1 && request.id() > last) {
            if (HIGHEST.compareAndSet(this, last, request.id())) {
                return true;
            }
            last = highest;
        }
        if (last >= -1 || request.id() <= -3 - last) {
            return true;
        }
        counters.addRefused();
        if (request.twoway()) {
            fail(request.id(), "503", "leaving", true);
        }
        return false;
    }

    /** As {@link Link#mayServe}. */
    boolean mayServe(Frame.Request request) {
        return !isRefused(request, inWork.refusal(request.id())) && mayBegin(request);
    }

    /** As {@link Link#serve}. */
    boolean serve(Frame.Request request, InboundRequest work) {
        if (inWork == InboundTable.NONE) {
            // needs no lock: only the reading thread calls this method
            inWork = new InboundTable(limits.maxRequests(), timer, this::overdue);
        }
        if (isRefused(request, inWork.add(request.id(), work))) {
            return false;
        }
        if (!mayBegin(request)) {
            inWork.remove(request.id());
            return false;
        }
        inWork.watch(work);
        if (link.closeCode() != 0) {
            // the thread that closed the link may have stopped all work in the table before this request was in it
            closed();
            return false;
        }
        return true;
    }

    private boolean isRefused(Frame.Request request, InboundTable.Refusal refusal) {
        if (refusal == null) {
            return false;
        }
        counters.addRefused();
        if (request.twoway()) {
            fail(request.id(), Integer.toString(refusal.status()), refusal.message(), true);
        }
        return true;
    }

    /** As {@link Link#finish}. */
    boolean finish(long id, InboundRequest work) {
        boolean wanted = inWork.remove(id, work);
        if (!wanted) {
            counters.addDropped();
        }
        return wanted;
    }

    /** As {@link Link#answer}. */
    void answer(long id, String payload) {
        String text = FrameWriter.result(id, payload);
        if (text.length() > link.peer().maxMessage()) {
            fail(id, "413", link.tooLarge("answer", text), false);
        } else if (text.length() <= limits.maxQueuedSize()) {
            link.write(text);
        } else if (!link.offer(WriteItem.message(text))) {
            fail(id, "413", queueFull("answer", text), false);
        }
    }

    private String queueFull(String what, String text) {
        return "the " + what + " has " + text.length() + " characters, longer than " + limits.maxQueuedSize() + " ("
                + ConfigKeys.MAX_QUEUED_SIZE.name() + "), and does not fit the write queue of " + link.peer();
    }

    /** As {@link Link#fail(long, String, String, boolean)}. */
    void fail(long id, String status, String message, boolean refused) {
        fail(id, status, message, null, refused);
    }

    /** As {@link Link#fail(long, String, String, String, boolean)}. */
    void fail(long id, String status, String message, String body, boolean refused) {
        boolean unexecuted = refused && link.peer().info().known();
        String text = FrameWriter.failure(id, status, message,
                body != null && link.peer().info().has(PeerState.ERRORS) ? body : null, unexecuted);
        if (text.length() > link.peer().maxMessage()) {
            text = cut(id, status, message, link.tooLarge("failure", text), unexecuted);
        } else if (text.length() > limits.maxQueuedSize()) {
            if (link.offer(WriteItem.message(text))) {
                return;
            }
            text = cut(id, status, message, queueFull("failure", text), unexecuted);
        }
        link.write(text);
    }

    private static String cut(long id, String status, String message, String why, boolean unexecuted) {
        String begin = message == null ? "" : message.substring(0, Math.min(MAX_EXCERPT, message.length())) + "… ";
        return FrameWriter.failure(id, status.length() > MAX_EXCERPT ? "500" : status, begin + why, unexecuted);
    }

    /** Stops a request that the peer has given up. */
    void aborted(long id) {
        InboundRequest work = inWork.remove(id);
        if (work == null) {
            counters.addUnmatched();
        } else {
            work.stop(InboundRequest.Reason.ABORTED);
        }
    }

    /** Stops all requests, because the link closed. */
    void closed() {
        inWork.stopAll(InboundRequest.Reason.LINK_CLOSED);
    }

    private void overdue(Long id, InboundRequest work) {
        if (!inWork.remove(id, work)) {
            return;
        }
        boolean begun = work.stop(InboundRequest.Reason.DEADLINE);
        if (work.wantsAnswer()) {
            fail(id, begun ? "504" : "503", overdue(begun), !begun);
        }
    }

    static String overdue(boolean begun) {
        return begun ? "the handler did not end before its deadline"
                : "overloaded: the deadline passed before the handler could begin";
    }
}
