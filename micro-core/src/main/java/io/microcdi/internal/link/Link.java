package io.microcdi.internal.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.ObjIntConsumer;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameReader;
import io.microcdi.internal.wire.FrameWriter;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.Metadata;
import io.microcdi.internal.wire.Props;

/**
 * One link, whoever dialled it: both ends may send requests at any time. Thread-safe; what comes in is given to it by
 * one thread at a time.
 */
public final class Link implements Receiver {

    private static final AtomicLongFieldUpdater<Link> NEXT_ID = AtomicLongFieldUpdater.newUpdater(Link.class, "nextId");
    private static final AtomicIntegerFieldUpdater<Link> CLOSED = AtomicIntegerFieldUpdater.newUpdater(Link.class,
            "closed");

    /** The status of an answer that came and cannot be read, as JSON text. */
    private static final String UNREADABLE = "\"unreadable\"";
    private static final int EXCERPT = 100;
    /** So many frames of a batch are answered together: the other end can work on that while the next are looked at. */
    private static final int TOGETHER = 16;
    private static final long LOG_PAUSE = 1_000_000_000L;

    private final Transport transport;
    private final LinkHandler handler;
    private final LinkLimits limits;
    private final Timer timer;
    private final IoExecutors executors;
    private final LinkCounters counters;
    private final PeerState peer;
    private final WriteQueue queue;
    private final Liveness liveness;
    private final ObjIntConsumer<OutboundRequest> canceller = this::cancelled;
    private volatile long nextId;
    /** The code with which it was closed; 0 while it is not. */
    private volatile int closed;
    private volatile boolean known;
    private volatile boolean retired;
    /** Set by the thread that looks, which asks the executor once to end the link. */
    private boolean ending;
    private volatile OutboundRequests pending = OutboundRequests.NONE;
    private volatile InboundRequests served = InboundRequests.NONE;
    private final FrameReader reader;
    private long malformed;
    private long lastLogged;
    /** Since when the reading thread has been busy with one message; 0 between messages. */
    private volatile long readingSince;
    /** Nanoseconds that messages have taken on the reading thread, and how many there were; written by that thread only. */
    private volatile long readNanos;
    private volatile boolean throttled;
    private final ReadShare readShare = new ReadShare();

    /**
     * A link over an open socket.
     *
     * @param executors the threads that may wait for the socket
     */
    public Link(Transport transport, PeerState peer, LinkHandler handler, LinkLimits limits, Timer timer,
            IoExecutors executors, LinkCounters counters) {
        this.transport = transport;
        this.peer = peer;
        this.handler = handler;
        this.limits = limits;
        this.timer = timer;
        this.executors = executors;
        this.counters = counters;
        this.reader = new FrameReader(limits.wire());
        this.queue = new WriteQueue(transport, limits, executors, this::writeFailed);
        this.liveness = new Liveness(limits.pingAfter(), timer.nanoTime());
        this.lastLogged = timer.nanoTime() - LOG_PAUSE;
    }

    /** Who is at the other end. */
    public PeerState peer() {
        return peer;
    }

    /** Takes no new use: closes the link as soon as nothing is in work on it. */
    public void retire() {
        retired = true;
        closeIfRetired();
    }

    /** Whether others should take another link. */
    public boolean isRetired() {
        return retired;
    }

    private boolean closeIfRetired() {
        boolean unused = retired && pending.size() == 0 && served.size() == 0;
        if (unused) {
            close(CloseCodes.NORMAL, "not used any more");
        }
        return unused;
    }

    /** Whether requests can be sent. */
    public boolean isOpen() {
        return closed == 0 && !queue.isClosed();
    }

    /** The code with which it was closed; 0 while it is not. */
    public int closeCode() {
        return closed;
    }

    /**
     * Its owner lists it from now on, and is to be told of its end. To be followed by a look at {@link #closeCode()}: an end
     * before this call was told to nobody.
     */
    public void markKnown() {
        known = true;
    }

    /** Whether its owner lists it. */
    public boolean isKnown() {
        return known;
    }

    /** Requests that wait for their answers: how busy the other end is for this one. */
    public int pendingRequests() {
        return pending.size();
    }

    /** Requests of the other end that are in work. */
    public int servedRequests() {
        return served.size();
    }

    /**
     * Takes several frames in one message, or text in binary messages: this side has announced it. To be called before
     * anything is received, or by the thread that receives.
     */
    public void enableReceiving(boolean batches, boolean binary) {
        if (batches) {
            reader.enableBatches();
        }
        if (binary) {
            transport.enableReceivingBinary();
        }
    }

    /** Sends several frames in one message, or text in binary messages, from now on: the other side has announced it. */
    public void enableSending(boolean batches, boolean binary) {
        if (batches) {
            queue.enableBatches(peer.maxMessage());
        }
        if (binary) {
            transport.enableSendingBinary();
        }
    }

    /**
     * Sends a request. However it ends, the request is told; nothing is thrown.
     *
     * @param url the route, as JSON text in quotes
     * @param payload JSON text; {@code null} for none
     */
    public void request(String url, String payload, OutboundRequest request) {
        request(url, payload, Metadata.NONE, request);
    }

    /**
     * As {@link #request(String, String, PendingRequest)}, with texts beside the payload where the peer takes them.
     *
     * @param metadata a JSON object
     */
    public void request(String url, String payload, String metadata, OutboundRequest request) {
        long id = nextId();
        request.sendOn(canceller, id);
        if (!pendingTable().add(request)) {
            refuse(request, 429, "more than " + limits.maxPending() + " requests wait for " + peer);
            return;
        }
        if (request.hasEnded()) {
            forget(request);
            return;
        }
        String text = peer.isSecondDialect() ? FrameWriter.command(id, true, request.protocol(), url, Props.of(payload))
                : FrameWriter.request(id, true, url, payload, timeout(request), takesMetadata() ? metadata : null);
        if (text.length() > peer.maxMessage()) {
            forget(request);
            refuse(request, 413, tooLarge("message", text));
        } else if (!queue.offer(Outgoing.message(text, request))) {
            forget(request);
            if (isOpen()) {
                refuse(request, 429, "the write queue of " + peer + " is full: " + queue.waiting()
                        + " messages wait");
            } else {
                lose(request, CloseCodes.ABNORMAL, "the link is closed");
            }
        } else {
            pending.watch(request);
            // the link may have closed between the look and the entry, when its table was emptied already
            if (closed != 0 && pending.remove(id) != null) {
                lose(request, CloseCodes.ABNORMAL, "the link is closed");
            }
        }
    }

    /**
     * Sends a message that wants no answer.
     *
     * @return whether it was queued; not if the queue is full, the link is closed, or it is too large
     */
    public boolean push(String url, String payload) {
        long id = nextId();
        String text = peer.isSecondDialect() ? FrameWriter.command(id, false, "ws", url, Props.of(payload))
                : FrameWriter.request(id, false, url, payload, -1, takesMetadata() ? Metadata.NONE : null);
        return text.length() <= peer.maxMessage() && queue.offer(Outgoing.message(text, null));
    }

    /**
     * Sends a push by which the other side learns what it may be sent.
     *
     * @param behind what holds for all that is written after it, and for nothing before; must not block
     */
    public void greet(String url, String payload, Runnable behind) {
        String text = FrameWriter.request(nextId(), false, url, payload, -1);
        if (text.length() <= peer.maxMessage()) {
            queue.offer(Outgoing.greeting(text, behind));
        }
    }

    /** Runs what sends several things and does not block, and has them written only then, in the order in which they were sent. */
    public void corked(Runnable sends) {
        queue.corked(sends);
    }

    /** A table is made at the first request, and then stays. */
    private OutboundRequests pendingTable() {
        if (pending == OutboundRequests.NONE) {
            synchronized (this) {
                if (pending == OutboundRequests.NONE) {
                    pending = new OutboundRequests(limits.maxPending(), timer, this::expire);
                }
            }
        }
        return pending;
    }

    /**
     * Whether a request or push of the other end may be served on the thread that reads; false if it was refused, and
     * answered so. While that thread is at work nothing is read that could end it: it is in no table.
     */
    public boolean mayServe(Frame.Request request) {
        return !isRefused(request, served.refusal(request.id()));
    }

    /** Takes a request or push of the other end into work; false if it was refused, and answered so, or the link is closed. */
    public boolean serve(Frame.Request request, InboundRequest work) {
        if (served == InboundRequests.NONE) {
            // only the thread that reads comes here
            served = new InboundRequests(limits.maxRequests(), timer, this::overdue);
        }
        if (isRefused(request, served.add(request.id(), work))) {
            return false;
        }
        served.watch(work);
        if (closed != 0) {
            // whoever closed it may have stopped what was in the table before this came
            if (served.remove(request.id()) != null) {
                work.stop(InboundRequest.Reason.LINK_CLOSED);
            }
            return false;
        }
        return true;
    }

    private boolean isRefused(Frame.Request request, InboundRequests.Refusal refusal) {
        if (refusal == null) {
            return false;
        }
        counters.addRefused();
        if (request.twoway()) {
            fail(request.id(), Integer.toString(refusal.status()), refusal.message(), true);
        }
        return true;
    }

    /** Ends the work on a request; false if it was given up before, so that nobody wants the answer. */
    public boolean finish(long id) {
        boolean wanted = served.remove(id) != null;
        if (!wanted) {
            counters.addDropped();
        }
        return wanted;
    }

    /**
     * Answers a request that was finished, with JSON text or with nothing. One that is larger than the other side takes is
     * a failure of the request alone, not of this node.
     */
    public void answer(long id, String payload) {
        String text = FrameWriter.result(id, payload);
        if (text.length() > peer.maxMessage()) {
            fail(id, "413", tooLarge("answer", text), false);
        } else {
            write(text);
        }
    }

    /**
     * Answers a request with a failure. One that is larger than the other side takes is cut: it would cost the link.
     *
     * @param status as JSON text
     * @param refused whether the handler surely did not run
     */
    public void fail(long id, String status, String message, boolean refused) {
        boolean unexecuted = refused && peer.extras().known();
        String text = FrameWriter.failure(id, status, message, unexecuted);
        if (text.length() > peer.maxMessage()) {
            String begin = message == null ? "" : message.substring(0, Math.min(EXCERPT, message.length())) + "… ";
            text = FrameWriter.failure(id, status.length() > EXCERPT ? "500" : status,
                    begin + tooLarge("failure", text), unexecuted);
        }
        write(text);
    }

    private String tooLarge(String what, String text) {
        return "the " + what + " has " + text.length() + " characters, " + peer + " takes " + peer.maxMessage() + " ("
                + ConfigKeys.MAX_MESSAGE_SIZE.name() + ")";
    }

    /**
     * Looks for signs of life, and for a send that does not end; to be called about ten times in a ping interval. The calling
     * thread never writes to the socket: the executor for closing does what follows.
     */
    public void check() {
        check(false);
    }

    /**
     * As {@link #check()}.
     *
     * @param patient whether a silent link is pinged, but not closed
     */
    public void check(boolean patient) {
        if (ending || retired && closeIfRetired()) {
            return;
        }
        long now = timer.nanoTime();
        if (queue.isStalled(now, limits.pingAfter())) {
            ending = true;
            LinkLog.LOG.notReading(peer.toString(), limits.pingAfter() / 1_000_000);
            executors.close(() -> cut(CloseCodes.TRY_AGAIN_LATER, "does not read"));
            return;
        }
        switch (liveness.check(now)) {
            case PING -> executors.ping(this::ping);
            case GIVE_UP -> {
                if (patient) {
                    return;
                }
                ending = true;
                LinkLog.LOG.silent(peer.toString(), liveness.silence(now) / 1_000_000);
                executors.close(() -> cut(CloseCodes.SILENT, "silent"));
            }
            default -> {
            }
        }
    }

    /** Counts all silence from now on, as after a pause of the whole process: the other end was not listened to. */
    public void forgetSilence() {
        liveness.heard(timer.nanoTime());
        queue.forgetStall();
    }

    /** How long the reading thread has been busy with one message of this link, in nanoseconds; 0 if it is not. */
    public long reading() {
        long since = readingSince;
        return since == 0 ? 0 : timer.nanoTime() - since;
    }

    /** Nanoseconds that the messages of this link have taken on the reading thread so far. */
    public long readNanos() {
        return readNanos;
    }

    /** For the thread that compares links. */
    public ReadShare readShare() {
        return readShare;
    }

    /** Sets whether requests are answered 429 before anything of their payload is looked at. */
    public void throttle(boolean on) {
        throttled = on;
    }

    /** Whether requests are answered 429 now. */
    public boolean isThrottled() {
        return throttled;
    }

    /** Asks for a sign of life now. */
    public void ping() {
        queue.offer(Outgoing.ping());
    }

    /** Nanoseconds since the other end was heard. */
    public long silence() {
        return liveness.silence(timer.nanoTime());
    }

    /** Closes the link behind what waits to be written. */
    public void close(int code, String reason) {
        if (!queue.offer(Outgoing.close(code, CloseCodes.cut(reason)))) {
            abort(code, reason);
        }
    }

    /** Closes the link at once; what waits to be written is dropped. */
    public void abort(int code, String reason) {
        queue.close();
        String cut = CloseCodes.cut(reason);
        closed(code, cut);
        executors.close(() -> transport.close(code, cut));
    }

    /** Ends the link of a peer that does not read or leaves the others no time, without waiting for its socket. */
    public void cutOff(int code, String reason) {
        queue.close();
        closed(code, reason);
        executors.close(() -> transport.cut(code, reason));
    }

    /** Ends a link whose other end does not read or answer; may block. */
    private void cut(int code, String reason) {
        queue.close();
        closed(code, reason);
        transport.cut(code, reason);
    }

    @Override
    public void text(String message) {
        if (closed != 0) {
            // the socket of a link that was cut off may hold thousands of messages: they concern nobody
            return;
        }
        long begun = timer.nanoTime();
        liveness.heard(begun);
        readingSince = begun;
        try {
            if (reader.isBatch(message)) {
                batch(message);
            } else {
                act(reader.read(message));
            }
        } catch (RuntimeException e) {
            // some servers close the socket on an exception, some ignore it: none must see one
            LinkLog.LOG.internalError(peer.toString(), e);
        } catch (Throwable e) { // as a class that is missing: what comes after it would fail as well
            LinkLog.LOG.internalError(peer.toString(), e);
            abort(CloseCodes.INTERNAL_ERROR, e.getClass().getSimpleName());
        } finally {
            readNanos = readNanos + timer.nanoTime() - begun;
            readingSince = 0;
        }
    }

    @Override
    public void alive() {
        liveness.heard(timer.nanoTime());
    }

    @Override
    public void refuse(int code, String reason) {
        abort(code, reason);
    }

    @Override
    public void closed(int code, String reason) {
        if (!CLOSED.compareAndSet(this, 0, Math.max(1, code))) {
            return;
        }
        queue.close();
        LinkLog.LOG.closed(peer.toString(), code, Excerpts.of(reason));
        pending.removeAll(request -> lose(request, code, reason));
        served.stopAll(InboundRequest.Reason.LINK_CLOSED);
        handler.closed(this, code, reason);
    }

    /** A request of this side was given up before its answer. */
    private void cancelled(OutboundRequest request, int written) {
        if (pending.remove(request.id()) != null && written == 1) {
            write(FrameWriter.abort(nextId(), request.id()));
        }
    }

    private void batch(String message) {
        List<Frame> frames = new ArrayList<>();
        try {
            reader.readBatch(message, frames);
        } catch (JsonSyntaxException e) {
            counters.addMalformed();
            abort(CloseCodes.PROTOCOL_ERROR, "broken batch");
            return;
        }
        // what this thread answers goes out as a batch, too
        for (int from = 0; from < frames.size(); from += TOGETHER) {
            List<Frame> some = frames.subList(from, Math.min(from + TOGETHER, frames.size()));
            queue.corked(() -> some.forEach(this::act));
        }
    }

    /** One frame that cannot be processed must not take those of its batch with it. */
    private void act(Frame frame) {
        try {
            dispatch(frame);
        } catch (RuntimeException e) {
            LinkLog.LOG.internalError(peer.toString(), e);
        }
    }

    private void dispatch(Frame frame) {
        if (frame instanceof Frame.Request request) {
            if (throttled) {
                tooFast(request.id(), request.twoway());
            } else {
                handler.request(this, request);
            }
        } else if (frame instanceof Frame.Command command) {
            if (throttled) {
                tooFast(command.id(), command.twoway());
            } else {
                handler.command(this, command);
            }
        } else if (frame instanceof Frame.Response response) {
            OutboundRequest request = pending.remove(response.id());
            if (request == null || request.end() < 0) {
                counters.addUnmatched();
            } else {
                request.tell(response, timer.nanoTime());
            }
        } else if (frame instanceof Frame.Abort abort) {
            InboundRequest work = served.remove(abort.target());
            if (work == null) {
                counters.addUnmatched();
            } else {
                work.stop(InboundRequest.Reason.ABORTED);
            }
        } else if (frame instanceof Frame.Malformed bad) {
            malformed(bad);
        }
    }

    private void tooFast(long id, boolean twoway) {
        counters.addRefused();
        if (twoway) {
            fail(id, "429", "this link takes the reading time of the others", true);
        }
    }

    private void malformed(Frame.Malformed bad) {
        counters.addMalformed();
        malformed++;
        long now = timer.nanoTime();
        if (now - lastLogged >= LOG_PAUSE) {
            lastLogged = now;
            LinkLog.LOG.malformed(peer.toString(), Excerpts.of(bad.reason()), malformed);
        }
        if (bad.answerTo() >= 0) {
            fail(bad.answerTo(), "400", bad.reason(), true);
        }
        OutboundRequest request = bad.answerOf() < 0 ? null : pending.remove(bad.answerOf());
        if (request != null && request.end() >= 0) {
            // the caller would wait for it until its deadline; nothing is wrong with the instance
            request.tell(new Frame.Response(bad.answerOf(), UNREADABLE, null,
                    "the answer cannot be read: " + Excerpts.of(bad.reason()), true), now);
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

    private void overdue(Long id, InboundRequest work) {
        if (!served.remove(id, work)) {
            return;
        }
        work.stop(InboundRequest.Reason.DEADLINE);
        if (work.wantsAnswer()) {
            fail(id, "504", "the handler did not end before its deadline", false);
        }
    }

    private void forget(OutboundRequest request) {
        pending.remove(request.id());
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

    /** An answer or abort that finds no room means that the other end does not read: the link is of no use. */
    private void write(String text) {
        if (!queue.offer(Outgoing.message(text, null)) && isOpen()) {
            cutOff(CloseCodes.TRY_AGAIN_LATER, "queue full");
        }
    }

    private void writeFailed(Throwable cause) {
        LinkLog.LOG.writeFailed(peer.toString(), cause);
        // elsewhere: the thread that was writing may hold locks of its own
        executors.close(() -> {
            closed(CloseCodes.ABNORMAL, "write failed");
            transport.close(CloseCodes.INTERNAL_ERROR, "write failed");
        });
    }

    /** Whether the payload travels as it is, with texts beside it. */
    public boolean takesMetadata() {
        return peer.extras().has(PeerState.METADATA);
    }

    private long nextId() {
        return NEXT_ID.getAndUpdate(this, id -> id == Frame.MAX_ID ? 0 : id + 1);
    }

    /**
     * What the peer is told of the time that is left, in whole milliseconds; -1 if it does not understand. Rounded up: it is
     * this side that ends its request.
     */
    private long timeout(OutboundRequest request) {
        return peer.extras().has(PeerState.DEADLINE)
                ? Math.max(1, (request.deadline() - timer.nanoTime() + 999_999) / 1_000_000)
                : -1;
    }
}
