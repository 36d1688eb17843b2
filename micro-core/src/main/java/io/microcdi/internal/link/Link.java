package io.microcdi.internal.link;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameWriter;
import io.microcdi.internal.wire.LoggedThrowable;
import io.microcdi.internal.wire.Metadata;
import io.microcdi.internal.wire.Props;

/**
 * A link between two nodes. Both ends may send requests at any time, also the end that did not dial. Thread-safe; what
 * comes in is given to it by one thread at a time.
 */
public final class Link implements Receiver {

    private static final AtomicLongFieldUpdater<Link> NEXT_ID = AtomicLongFieldUpdater.newUpdater(Link.class, "nextId");
    private static final AtomicIntegerFieldUpdater<Link> CLOSED = AtomicIntegerFieldUpdater.newUpdater(Link.class,
            "closed");

    /** The bytes that a link may hold for its peer without being counted in the total of the node. */
    public static final int UNCOUNTED_BYTES = LinkMemory.STEP;

    /** How long a link whose write failed waits for the close frame of the other end, which may have come before. */
    private static final long CLOSE_FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Transport transport;
    private final LinkHandler handler;
    private final LinkLimits limits;
    private final Timer timer;
    private final IoExecutors executors;
    private final LinkCounters counters;
    private final PeerState peer;
    private final WriteQueue queue;
    private final Liveness liveness;
    private final OutboundRequests outbound;
    private final InboundRequests inbound;
    private final IncomingFrames incoming;
    /** Counts on past the largest id: an id is what is left of it by that. */
    @SuppressWarnings("unused") // by NEXT_ID only
    private volatile long nextId;
    /** The code with which it was closed; 0 while it is not. */
    private volatile int closed;
    private volatile boolean known;
    private volatile boolean retired;
    private volatile boolean left;
    private volatile boolean gaveUp;
    /** Set by the thread that looks, which asks the executor once to end the link. */
    private boolean ending;
    /** Whether the last look found the link retired and unused; touched by the thread that looks. */
    private boolean wasUnused;
    /** A close frame waits behind what is queued, and an alarm ends the link of a peer that does not read. */
    private volatile boolean closesLater;

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
        this.queue = new WriteQueue(transport, limits, executors, counters.budget(), this::writeFailed);
        this.liveness = new Liveness(limits.pingAfter(), timer.nanoTime());
        this.outbound = new OutboundRequests(this, limits, timer);
        this.inbound = new InboundRequests(this, limits, timer, counters);
        this.incoming = new IncomingFrames(this, handler, outbound, inbound, limits, timer, counters);
    }

    /** Who is at the other end. */
    public PeerState peer() {
        return peer;
    }

    /** Whether the socket is encrypted up to the other end, or to a proxy in front of it. */
    public boolean isEncrypted() {
        return transport.isSecure();
    }

    /**
     * Takes no new use: {@link #check()} closes the link when nothing is in work on it. A call that has found the link before
     * may still send a request.
     */
    public void retire() {
        retired = true;
    }

    /** Whether others should take another link. */
    public boolean isRetired() {
        return retired;
    }

    /** Closes a link that two looks have found retired and unused. */
    private void closeIfRetired() {
        boolean unused = retired && outbound.size() == 0 && inbound.size() == 0 && queue.waiting() == 0;
        if (unused && wasUnused && understandsLeaving()) {
            left = true;
            // a request that is on its way surely does not run, and goes over another link
            closeLater(CloseCodes.LEAVING, Departure.reason(inbound.leave()));
        } else if (unused && wasUnused) {
            closeLater(CloseCodes.NORMAL, "not used any more");
        }
        wasUnused = unused;
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
        return outbound.size();
    }

    /** Requests of the other end that are in work. */
    public int servedRequests() {
        return inbound.size();
    }

    /** About the bytes that its requests take which wait or are in work here. */
    public long servedBytes() {
        return inbound.bytes();
    }

    /**
     * Requests of the other end that have been admitted here and have not ended. An aborted request and one whose deadline has
     * passed count too, until their handlers return: they take threads and places.
     */
    public int admittedRequests() {
        return inbound.admitted();
    }

    /** Adds to {@link #admittedRequests()} and {@link #servedBytes()}. */
    public void addAdmitted(int requests, long bytes) {
        inbound.addAdmitted(requests, bytes);
    }

    /**
     * Takes several frames in one message, or text in binary messages: this side has announced it. To be called before
     * anything is received, or by the thread that receives.
     */
    public void enableReceiving(boolean batches, boolean binary) {
        if (batches) {
            incoming.enableBatches();
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
     * Sends a request. Every end of the request calls one of its methods. This method throws only errors of the JVM.
     *
     * @param url the route, as JSON text in quotes
     * @param payload JSON text; {@code null} for none
     */
    public void request(String url, String payload, OutboundRequest request) {
        request(url, payload, takesMetadata() ? Metadata.NONE : null, request);
    }

    /**
     * As {@link #request(String, String, OutboundRequest)}, with texts beside the payload.
     *
     * @param metadata a JSON object; {@code null} for a peer that takes none, as the caller has found by
     *        {@link #takesMetadata()}
     */
    public void request(String url, String payload, String metadata, OutboundRequest request) {
        outbound.send(url, payload, metadata, request);
    }

    /**
     * Sends a message that wants no answer.
     *
     * @return whether it was queued; not if the queue is full, the link is closed, or it is too large
     */
    public boolean push(String url, String payload) {
        return push(url, payload, takesMetadata() ? Metadata.NONE : null);
    }

    /**
     * As {@link #push(String, String)}, with texts beside the payload.
     *
     * @param metadata as in {@link #request(String, String, String, OutboundRequest)}
     */
    public boolean push(String url, String payload, String metadata) {
        long id = nextId();
        String text = peer.isSecondDialect() ? FrameWriter.command(id, false, "ws", url, Props.of(payload))
                : FrameWriter.request(id, false, url, payload, -1, metadata);
        return text.length() <= peer.maxMessage() && queue.offer(Outgoing.request(text, null, id, outbound));
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

    /** Runs an action that sends several messages, and writes them afterwards, in their order. The action must not block. */
    public void corked(Runnable sends) {
        queue.corked(sends);
    }

    /**
     * Whether a request or push of the other end may be served on the thread that reads; false if it was refused, and
     * answered so. While that thread is at work nothing is read that could end it: it is in no table.
     */
    public boolean mayServe(Frame.Request request) {
        return inbound.mayServe(request);
    }

    /** Takes a request or push of the other end into work; false if it was refused, and answered so, or the link is closed. */
    public boolean serve(Frame.Request request, InboundRequest work) {
        return inbound.serve(request, work);
    }

    /** Ends the work on a request; false if it was given up before, so that nobody wants the answer. */
    public boolean finish(long id) {
        return inbound.finish(id);
    }

    /**
     * Answers a request that was finished, with JSON text or with nothing. One that is larger than the other side takes is
     * a failure of the request alone, not of this node.
     */
    public void answer(long id, String payload) {
        inbound.answer(id, payload);
    }

    /**
     * Answers a request with a failure. One that is larger than the other side takes is cut: it would cost the link.
     *
     * @param status as JSON text
     * @param refused whether the handler surely did not run
     */
    public void fail(long id, String status, String message, boolean refused) {
        inbound.fail(id, status, message, refused);
    }

    /**
     * As {@link #fail(long, String, String, boolean)}, with a body for a peer that takes one. One that is larger than the
     * other side takes is left out.
     *
     * @param body JSON text; {@code null} for no body
     */
    public void fail(long id, String status, String message, String body, boolean refused) {
        inbound.fail(id, status, message, body, refused);
    }

    String tooLarge(String what, String text) {
        return "the " + what + " has " + text.length() + " characters, " + peer + " takes " + peer.maxMessage() + " ("
                + ConfigKeys.MAX_MESSAGE_SIZE.name() + ")";
    }

    /** Returns the bytes that this link holds for its peer: what waits to be written, an incomplete message, and what is kept. */
    public long buffered() {
        return queue.memory().held();
    }

    /**
     * Counts what is kept elsewhere on behalf of the peer, until the link closes.
     *
     * @param bytes negative for what is no longer kept
     */
    public void keep(long bytes) {
        queue.memory().keep(bytes);
    }

    /**
     * Ends the link of a peer that makes this node hold too much. Drops what is held at once; never blocks, and leaves the rest
     * to the executor: the calling thread may hold locks of its own.
     */
    public void cutOffLater(int code, String reason) {
        queue.close();
        // Not by the closing pool: frozen peers may hold every thread of it, and the callers of this link wait for its end.
        timer.after(0, () -> closed(code, reason));
        executors.close(() -> cut(code, reason));
    }

    /**
     * Looks for signs of life, and for a send that does not end; to be called at least ten times in a ping interval. The calling
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
        if (ending) {
            return;
        }
        closeIfRetired();
        long now = timer.nanoTime();
        if (queue.isStalled(now, limits.pingAfter())) {
            ending = true;
            warn(() -> LinkLog.LOG.notReading(peer.toString(), limits.pingAfter() / 1_000_000));
            cutOffLater(CloseCodes.TRY_AGAIN_LATER, "does not read");
            return;
        }
        long unfinished = queue.memory().unfinishedFor(now);
        if (unfinished >= 2 * limits.pingAfter() && !patient) {
            ending = true;
            warn(() -> LinkLog.LOG.unfinished(peer.toString(), unfinished / 1_000_000));
            cutOffLater(CloseCodes.POLICY, "a message without an end");
            return;
        }
        Liveness.Action action = liveness.check(now);
        if (action == Liveness.Action.PING) {
            pingElsewhere();
        } else if (action == Liveness.Action.GIVE_UP && !patient) {
            ending = true;
            gaveUp = true;
            warn(() -> LinkLog.LOG.silent(peer.toString(), liveness.silence(now) / 1_000_000));
            cutOffLater(CloseCodes.SILENT, "silent");
        }
    }

    /** Returns whether this side has ended the link because the other end was silent. */
    public boolean gaveUp() {
        return gaveUp;
    }

    /** Writes a warning if peers have not caused too many. The end of the link matters more. */
    private void warn(Runnable line) {
        counters.warnings().write(timer::nanoTime, leftOut -> line.run());
    }

    /** Counts all silence from now on, because its thread was busy with another link. It does so for a bounded time. */
    public void excuseSilence() {
        liveness.excuse(timer.nanoTime());
    }

    /** Counts all silence from now on, as after a pause of the whole process: the other end was not listened to. */
    public void forgetSilence() {
        liveness.heard(timer.nanoTime());
        queue.forgetStall();
        queue.memory().forgetUnfinished(timer.nanoTime());
    }

    /** How long the reading thread has been busy with one message of this link, in nanoseconds; 0 if it is not. */
    public long reading() {
        return incoming.reading();
    }

    /** Nanoseconds that the messages of this link have taken on the reading thread so far. */
    public long readNanos() {
        return incoming.readNanos();
    }

    /** The same in processor time, counted while {@link #wantThreadNanos} was set. */
    public long readThreadNanos() {
        return incoming.readThreadNanos();
    }

    /** Sets whether {@link #readThreadNanos()} counts, which costs two system calls a message. */
    public void wantThreadNanos(boolean wanted) {
        incoming.wantThreadNanos(wanted);
    }

    /** For the thread that compares links. */
    public ReadShare readShare() {
        return incoming.readShare();
    }

    /** Sets whether requests are answered 429 before anything of their payload is looked at. */
    public void throttle(boolean on) {
        incoming.throttle(on);
    }

    /** Whether requests are answered 429 now. */
    public boolean isThrottled() {
        return incoming.isThrottled();
    }

    /** Asks for a sign of life now. */
    public void ping() {
        liveness.pingQueued();
        queue.offer(Outgoing.ping(() -> liveness.pinged(timer.nanoTime())));
    }

    /**
     * Asks for a sign of life now, unless a ping was sent since the other end was heard. The calling thread never writes to
     * the socket.
     */
    public void askForLife() {
        if (liveness.ask()) {
            pingElsewhere();
        }
    }

    private void pingElsewhere() {
        if (!executors.ping(this::ping)) {
            liveness.forgetPing();
        }
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

    /**
     * As {@link #close}, once, for a thread that must not write to a socket. A peer that reads nothing is cut off after a ping
     * interval: the close frame waits behind what it does not read.
     */
    public boolean closeLater(int code, String reason) {
        boolean first = !closesLater;
        if (first) {
            closesLater = true;
            executors.close(() -> close(code, reason));
            timer.after(limits.pingAfter(), () -> cutOffUnlessClosed(code, reason));
        }
        return first;
    }

    private void cutOffUnlessClosed(int code, String reason) {
        if (closed == 0) {
            cutOff(code, CloseCodes.cut(reason));
        }
    }

    /** Says that this node leaves, to a peer that understands it. The link goes on. */
    public void announceLeaving() {
        if (understandsLeaving()) {
            push("\"" + Departure.URL + "\"", "{}");
        }
    }

    /** Whether the other end understands that this node leaves, and says so itself when it leaves. */
    public boolean understandsLeaving() {
        return peer.extras().has(PeerState.LEAVING);
    }

    /** As {@link #close}, for a node that leaves: the reason says which requests surely did not run. */
    public void leave() {
        left = true;
        close(CloseCodes.LEAVING, understandsLeaving() ? Departure.reason(inbound.leave()) : "leaving");
    }

    /**
     * Returns whether this side closes the link with a number of its own. The end of the link then bears the reason of this
     * side, also where the other end sends it back: it says nothing of the requests of this side.
     */
    boolean hasLeft() {
        return left;
    }

    /** The requests that wait for their answers now. */
    public List<OutboundRequest> pending() {
        return outbound.all();
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
        if (closed == 0) {
            // the socket of a link that was cut off may hold thousands of messages: they concern nobody
            long now = timer.nanoTime();
            liveness.heard(now);
            queue.memory().finished();
            long ended = incoming.text(message, now);
            if (ended - now >= limits.pingAfter() / 2) {
                // this thread has read no pong meanwhile
                liveness.excuse(ended);
            }
        }
    }

    @Override
    public boolean unfinished(long length) {
        long now = timer.nanoTime();
        liveness.heard(now);
        boolean open = queue.memory().unfinished(length, now) && closed == 0;
        if (open && queue.memory().isEndless()) {
            abort(CloseCodes.POLICY, "a message without an end");
            return false;
        }
        return open;
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
        SafeLog.write(() -> LinkLog.LOG.closed(peer.toString(), code, Excerpts.of(reason)));
        outbound.closed(code, reason);
        inbound.closed();
        handler.closed(this, code, reason);
    }

    /** Queues a message; false if the queue is full or closed. */
    boolean offer(Outgoing message) {
        return queue.offer(message);
    }

    int waitingMessages() {
        return queue.waiting();
    }

    /** Returns the counters that the links of a node share. */
    public LinkCounters counters() {
        return counters;
    }

    /** An answer that finds no room means that the other end does not read: the link is of no use. */
    void write(String text) {
        if (!queue.offer(Outgoing.message(text)) && isOpen()) {
            cutOff(CloseCodes.TRY_AGAIN_LATER, "queue full");
        }
    }

    private void writeFailed(Throwable cause) {
        SafeLog.write(() -> LinkLog.LOG.writeFailed(peer.toString(), LoggedThrowable.of(cause)));
        // Elsewhere, because the thread that was writing may hold locks of its own. The timer's pool tells the callers: frozen
        // peers may hold every thread of the closing pool. A close frame that is about to be read may say which requests
        // surely did not run. The socket is closed behind that, because nothing is read from a closed one.
        timer.after(outbound.size() == 0 ? 0 : CLOSE_FRAME_NANOS, () -> {
            closed(CloseCodes.ABNORMAL, "write failed");
            executors.close(() -> transport.close(CloseCodes.INTERNAL_ERROR, "write failed"));
        });
    }

    /**
     * Returns a future that completes when it is known whether the peer takes metadata. A peer sends its hello as its first
     * message, so that this side waits for it a second at most, once for each link.
     */
    public CompletableFuture<PeerInfo> heard() {
        CompletableFuture<PeerInfo> heard = peer.greetingOrNone();
        if (!heard.isDone()) {
            Timer.Alarm patience = timer.after(HELLO_NANOS, peer::withoutGreeting);
            heard.thenRun(patience::cancel);
        }
        return heard;
    }

    /**
     * Whether the payload travels as it is, with texts beside it. The hello, which another thread may read, changes it: a
     * sender asks once, and then decides everything by the answer.
     */
    public boolean takesMetadata() {
        return peer.extras().has(PeerState.METADATA);
    }

    long nextId() {
        return NEXT_ID.getAndIncrement(this) & Frame.MAX_ID;
    }

    /** Whether ids began at 0 again, so that a higher one is not always a later one. */
    boolean hasWrapped() {
        return nextId > Frame.MAX_ID;
    }
}
