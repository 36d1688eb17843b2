package io.microcdi.internal.link;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

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
 * A link between two nodes. Both ends may send requests at any time, also the end that did not dial. Thread-safe, but only
 * one thread at a time may pass it the events of its socket.
 */
public final class Link implements Receiver {

    private static final AtomicLongFieldUpdater<Link> NEXT_ID = AtomicLongFieldUpdater.newUpdater(Link.class, "nextId");
    private static final AtomicReferenceFieldUpdater<Link, End> END = AtomicReferenceFieldUpdater.newUpdater(Link.class,
            End.class, "end");

    /** The bytes that a link may hold for its peer without being counted in the total of the node. */
    public static final int UNCOUNTED_BYTES = LinkMemory.STEP;

    /** The code and the reason with which a link was closed. The code is not 0. */
    record End(int code, String reason) {
    }

    /**
     * The time for which a link whose write failed waits for the close frame of the peer, which may have arrived
     * already.
     */
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
    /** The number of ids that were used. It exceeds the largest id when ids have begun at 0 again. */
    @SuppressWarnings("unused") // by NEXT_ID only
    private volatile long nextId;
    /** How the link was closed; {@code null} while it is open. */
    private volatile @Nullable End end;
    private volatile CompletableFuture<Void> socketEnd = CompletableFuture.completedFuture(null);
    private volatile boolean listed;
    private volatile boolean retired;
    private volatile boolean left;
    private volatile boolean closedAsSilent;
    /** Whether a check has ended the link. Only the thread that checks links touches it. */
    private boolean ending;
    /** Whether the last check found the link retired and unused. Only the thread that checks links touches it. */
    private boolean wasUnused;
    /** Whether {@link #closeLater} was called. */
    private volatile boolean closesLater;

    /**
     * Makes a link over an open socket.
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
        this.liveness = new Liveness(limits.pingAfterNanos(), timer.nanoTime());
        this.outbound = new OutboundRequests(this, limits, timer);
        this.inbound = new InboundRequests(this, limits, timer, counters);
        this.incoming = new IncomingFrames(this, handler, outbound, inbound, limits, timer, counters);
    }

    /** Returns the state of the peer. */
    public PeerState peer() {
        return peer;
    }

    /** Returns whether the socket is encrypted up to the other end, or to a proxy in front of it. */
    public boolean isEncrypted() {
        return transport.isSecure();
    }

    /**
     * Retires the link: {@link #check()} closes it when no request is in work on it. A call that has found the link before
     * may still send a request.
     */
    public void retire() {
        retired = true;
    }

    /** Returns whether new calls must use another link. */
    public boolean isRetired() {
        return retired;
    }

    /** Closes the link if two checks in a row have found it retired and unused. */
    private void closeIfRetired() {
        boolean unused = retired && outbound.size() == 0 && inbound.size() == 0 && queue.waiting() == 0;
        if (unused && wasUnused && understandsLeaving()) {
            left = true;
            // the peer learns that a request which is on its way now does not run, and repeats it over another link
            closeLater(CloseCodes.LEAVING, LeaveMessages.reason(inbound.leave()));
        } else if (unused && wasUnused) {
            closeLater(CloseCodes.NORMAL, "not used any more");
        }
        wasUnused = unused;
    }

    /** Returns whether requests can be sent. */
    public boolean isOpen() {
        return end == null && !queue.isClosed();
    }

    /** Returns the code with which the link was closed; 0 while it is open. */
    public int closeCode() {
        End reached = end;
        return reached == null ? 0 : reached.code();
    }

    /** Returns how the link was closed; {@code null} while it is open. */
    @Nullable
    End end() {
        return end;
    }

    /**
     * Records that the owner lists this link. From then on the link reports its end to the owner. The caller must then
     * check {@link #closeCode()}, because the link has not reported an end before this call.
     */
    public void markListed() {
        listed = true;
    }

    /** Returns whether the owner lists this link. */
    public boolean isListed() {
        return listed;
    }

    /** Returns the number of requests that wait for their answers. */
    public int pendingRequests() {
        return outbound.size();
    }

    /** Returns the number of requests of the peer that are in work. */
    public int servedRequests() {
        return inbound.size();
    }

    /** Returns about the bytes that the waiting and running requests of the peer take. */
    public long servedBytes() {
        return inbound.bytes();
    }

    /**
     * Returns the number of admitted requests of the peer that have not ended. An aborted or overdue request counts
     * until its handler returns, because it takes a thread and places.
     */
    public int admittedRequests() {
        return inbound.admitted();
    }

    /** Adds to {@link #admittedRequests()} and {@link #servedBytes()}. */
    public void addAdmitted(int requests, long bytes) {
        inbound.addAdmitted(requests, bytes);
    }

    /**
     * Accepts several frames in one message, or text in binary messages, because this side has announced it. Called before
     * anything is received, or by the reading thread.
     */
    public void enableReceiving(boolean batches, boolean binary) {
        if (batches) {
            incoming.enableBatches();
        }
        if (binary) {
            transport.enableReceivingBinary();
        }
    }

    /** Sends several frames in one message, or text in binary messages, from now on, because the peer has announced it. */
    public void enableSending(boolean batches, boolean binary) {
        if (batches) {
            queue.enableBatches(peer.maxMessage());
        }
        if (binary) {
            transport.enableSendingBinary();
        }
    }

    /**
     * Sends a request. The end of the request calls one of its methods. This method throws only errors of the JVM.
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
     * @param metadata a JSON object; {@code null} for a peer that takes none. The caller has asked {@link #takesMetadata()}
     *        once
     */
    public void request(String url, String payload, String metadata, OutboundRequest request) {
        outbound.send(url, payload, metadata, request);
    }

    /**
     * Sends a message that wants no answer.
     *
     * @return whether it was queued; false if the queue is full, the link is closed, or the message is too large
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
        return text.length() <= peer.maxMessage() && queue.offer(WriteItem.request(text, null, id, outbound));
    }

    /**
     * Sends a hello, a push that tells the peer the features of this side.
     *
     * @param behind runs after the hello was written, and before any later message. It must not block
     */
    public void greet(String url, String payload, Runnable behind) {
        String text = FrameWriter.request(nextId(), false, url, payload, -1);
        if (text.length() <= peer.maxMessage()) {
            queue.offer(WriteItem.greeting(text, behind));
        }
    }

    /**
     * Runs an action that sends several messages, and writes them afterwards, in their order. The action must not
     * block.
     */
    public void corked(Runnable sends) {
        queue.corked(sends);
    }

    /**
     * Returns whether a request or push of the peer may be served on the reading thread. Returns false if it was
     * refused, and answered so. Such a request is in no table: while the reading thread serves it, no frame is read
     * that could end it.
     */
    public boolean mayServe(Frame.Request request) {
        return inbound.mayServe(request);
    }

    /**
     * Takes a request or push of the peer into work. Returns false if it was refused, and answered so, or if the link is
     * closed.
     */
    public boolean serve(Frame.Request request, InboundRequest work) {
        return inbound.serve(request, work);
    }

    /**
     * Ends the work on a request. Returns false if the peer has given the request up, and wants no answer. The peer may
     * have used the id again since then, for a request whose work goes on.
     */
    public boolean finish(long id, InboundRequest work) {
        return inbound.finish(id, work);
    }

    /**
     * Answers a finished request with JSON text, or without data. If the answer is larger than the peer accepts, the
     * request fails, but the link stays open.
     */
    public void answer(long id, String payload) {
        inbound.answer(id, payload);
    }

    /**
     * Answers a request with a failure. A failure that is larger than the peer accepts is cut, because the peer would close
     * the link.
     *
     * @param status as JSON text
     * @param refused whether the handler certainly did not run
     */
    public void fail(long id, String status, String message, boolean refused) {
        inbound.fail(id, status, message, refused);
    }

    /**
     * As {@link #fail(long, String, String, boolean)}, with a body, if the peer accepts bodies. A body that makes the
     * failure larger than the peer accepts is left out.
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

    /**
     * Returns the bytes that this link holds for its peer: the messages to be written, an incomplete message, and the bytes
     * of {@link #keep}.
     */
    public long buffered() {
        return queue.memory().held();
    }

    /**
     * Counts bytes that another object holds on the peer's behalf, until the link closes.
     *
     * @param bytes negative for bytes that are no longer held
     */
    public void keep(long bytes) {
        queue.memory().keep(bytes);
    }

    /**
     * Ends the link of a peer that makes this node hold too much. It drops the queued messages at once. It never blocks,
     * because the calling thread may hold locks: executors do the rest.
     */
    public void cutOffLater(int code, String reason) {
        queue.close();
        Runnable cut = ending(() -> transport.cut(code, reason));
        // not on the pool for cutting: frozen peers may block all of its threads, and the callers of this link wait for
        // its end
        timer.after(0, () -> closed(code, reason));
        executors.cutting().execute(() -> {
            try {
                closed(code, reason);
            } finally {
                cut.run();
            }
        });
    }

    /**
     * Checks for signs of life, and for a send that does not end. Called at least ten times in a ping interval. The calling
     * thread never writes to the socket: executors send pings and close the link.
     */
    public void check() {
        check(false);
    }

    /**
     * As {@link #check()}.
     *
     * @param patient whether the link is not closed for its silence, but only pinged
     */
    public void check(boolean patient) {
        if (ending) {
            return;
        }
        closeIfRetired();
        long now = timer.nanoTime();
        if (queue.isStalled(now, limits.pingAfterNanos())) {
            ending = true;
            warn(() -> LinkLog.LOG.notReading(peer.toString(), limits.pingAfterNanos() / 1_000_000));
            cutOffLater(CloseCodes.TRY_AGAIN_LATER, "does not read");
            return;
        }
        long unfinished = queue.memory().unfinishedFor(now);
        if (unfinished >= 2 * limits.pingAfterNanos() && !patient) {
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
            closedAsSilent = true;
            warn(() -> LinkLog.LOG.silent(peer.toString(), liveness.silence(now) / 1_000_000));
            cutOffLater(CloseCodes.SILENT, "silent");
        }
    }

    /** Returns whether this side has ended the link because the other end was silent. */
    public boolean wasClosedAsSilent() {
        return closedAsSilent;
    }

    /** Writes a warning if peers have not caused too many. A failure of the log must not prevent the end of the link. */
    private void warn(Runnable line) {
        counters.warnings().write(timer::nanoTime, leftOut -> line.run());
    }

    /**
     * Restarts the measurement of silence, because the reading thread was busy with another link. This has an effect
     * for a bounded time only.
     */
    public void restartSilence() {
        liveness.restartSilence(timer.nanoTime());
    }

    /**
     * Restarts all times of this link: of silence, of the send under way and of an incomplete message. Needed after a
     * pause of the whole process, in which this side read nothing.
     */
    public void resetTimers() {
        liveness.heard(timer.nanoTime());
        queue.forgetStall();
        queue.memory().forgetUnfinished(timer.nanoTime());
    }

    /** Returns how long the reading thread has been busy with one message of this link, in nanoseconds; 0 if it is not. */
    public long reading() {
        return incoming.reading();
    }

    /** Returns the nanoseconds that the messages of this link have taken on the reading thread so far. */
    public long readNanos() {
        return incoming.readNanos();
    }

    /** As {@link #readNanos()}, in processor time. It is counted only while {@link #wantThreadNanos} is set. */
    public long readThreadNanos() {
        return incoming.readThreadNanos();
    }

    /** Sets whether {@link #readThreadNanos()} counts, which costs two system calls a message. */
    public void wantThreadNanos(boolean wanted) {
        incoming.wantThreadNanos(wanted);
    }

    /** Returns the reading time lately. Only the thread that compares links uses it. */
    public ReadTimeAccount readShare() {
        return incoming.readShare();
    }

    /** Sets whether requests are answered 429 before their payload is read. */
    public void throttle(boolean on) {
        incoming.throttle(on);
    }

    /** Returns whether requests are answered 429 now. */
    public boolean isThrottled() {
        return incoming.isThrottled();
    }

    /** Sends a ping, to get a sign of life. */
    public void ping() {
        liveness.pingQueued();
        queue.offer(WriteItem.ping(() -> liveness.pinged(timer.nanoTime())));
    }

    /** Sends a ping, unless one was sent since the peer was last heard. The calling thread never writes to the socket. */
    public void probe() {
        if (liveness.ask()) {
            pingElsewhere();
        }
    }

    private void pingElsewhere() {
        if (!executors.ping(this::ping)) {
            liveness.forgetPing();
        }
    }

    /** Returns the nanoseconds since the peer was last heard. */
    public long silence() {
        return liveness.silence(timer.nanoTime());
    }

    /** Closes the link after the queued messages are written. */
    public void close(int code, String reason) {
        if (!queue.offer(WriteItem.close(code, CloseCodes.cut(reason)))) {
            abort(code, reason);
        }
    }

    /**
     * As {@link #close}, for a thread that must not write to a socket. Only the first call has an effect, and returns true.
     * If the peer does not read, the close frame waits in the queue: the link is cut off after a ping interval.
     */
    public boolean closeLater(int code, String reason) {
        boolean first = !closesLater;
        if (first) {
            closesLater = true;
            executors.closing().execute(() -> close(code, reason));
            timer.after(limits.pingAfterNanos(), () -> cutOffUnlessClosed(code, reason));
        }
        return first;
    }

    private void cutOffUnlessClosed(int code, String reason) {
        if (end == null) {
            cutOff(code, CloseCodes.cut(reason));
        }
    }

    /** Tells the peer that this node leaves, if the peer understands it. The link stays open. */
    public void announceLeaving() {
        if (understandsLeaving()) {
            push("\"" + LeaveMessages.URL + "\"", "{}");
        }
    }

    /** Returns whether the peer understands the messages of a leaving node, and sends them when it leaves itself. */
    public boolean understandsLeaving() {
        return peer.info().has(PeerState.LEAVING);
    }

    /** As {@link #close}, for a node that leaves. The reason tells the peer which requests certainly did not run. */
    public void leave() {
        left = true;
        close(CloseCodes.LEAVING, understandsLeaving() ? LeaveMessages.reason(inbound.leave()) : "leaving");
    }

    /**
     * Returns whether this side closes the link with the id of a request in its reason. The peer may send this reason back.
     * Its id is one of the peer's requests then, and says nothing about the requests of this side.
     */
    boolean hasLeft() {
        return left;
    }

    /** Returns the requests that wait for their answers now. */
    public List<OutboundRequest> pending() {
        return outbound.all();
    }

    /**
     * Returns a future that completes when the socket is closed: after the link if it is cut off. It never fails.
     */
    public CompletableFuture<Void> socketEnd() {
        return socketEnd;
    }

    /** Closes the link at once, and drops the queued messages. */
    public void abort(int code, String reason) {
        queue.close();
        String cut = CloseCodes.cut(reason);
        end(code, cut, executors.closing(), () -> transport.close(code, cut));
    }

    /** Ends the link of a peer that does not read, or takes the time of other peers. It does not wait for the socket. */
    public void cutOff(int code, String reason) {
        queue.close();
        end(code, reason, executors.cutting(), () -> transport.cut(code, reason));
    }

    /** Reports the end of the link, and then closes the socket on a thread that may wait for it. */
    private void end(int code, String reason, Executor executor, Runnable action) {
        Runnable ending = ending(action);
        try {
            closed(code, reason);
        } finally {
            executor.execute(ending);
        }
    }

    /** Returns an action after which the socket has ended. */
    private Runnable ending(Runnable action) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        socketEnd = ended;
        return () -> {
            try {
                action.run();
            } finally {
                ended.complete(null);
            }
        };
    }

    @Override
    public void text(String message) {
        if (end == null) {
            // the socket of a link that was cut off may still deliver thousands of messages, which are ignored
            long now = timer.nanoTime();
            liveness.heard(now);
            queue.memory().finished();
            long ended = incoming.text(message, now);
            if (ended - now >= limits.pingAfterNanos() / 2) {
                // this thread has read no pong meanwhile
                liveness.restartSilence(ended);
            }
        }
    }

    @Override
    public boolean unfinished(long length) {
        long now = timer.nanoTime();
        liveness.heard(now);
        boolean open = queue.memory().unfinished(length, now) && end == null;
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
        if (!END.compareAndSet(this, null, new End(Math.max(1, code), reason))) {
            return;
        }
        queue.close();
        SafeLog.write(() -> LinkLog.LOG.closed(peer.toString(), code, Excerpts.of(reason)));
        outbound.closed(code, reason);
        inbound.closed();
        handler.closed(this, code, reason);
    }

    /** Adds a message to the queue. Returns false if the queue is full or closed. */
    boolean offer(WriteItem message) {
        return queue.offer(message);
    }

    int waitingMessages() {
        return queue.waiting();
    }

    /** Returns the counters that the links of a node share. */
    public LinkCounters counters() {
        return counters;
    }

    /** Adds an answer to the queue. If the queue is full, the peer does not read, and the link is cut off. */
    void write(String text) {
        if (!queue.offer(WriteItem.message(text)) && isOpen()) {
            cutOff(CloseCodes.TRY_AGAIN_LATER, "queue full");
        }
    }

    private void writeFailed(Throwable cause) {
        SafeLog.write(() -> LinkLog.LOG.writeFailed(peer.toString(), LoggedThrowable.of(cause)));
        // Not on this thread, because the writer may hold locks. The timer's pool ends the requests, because frozen
        // peers may block all threads of the closing pool. The delay lets a close frame be read that may tell which
        // requests certainly did not run. The socket is closed only afterwards, because nothing is read from a closed
        // socket.
        timer.after(outbound.hasWritten() ? CLOSE_FRAME_NANOS : 0,
                () -> end(CloseCodes.ABNORMAL, "write failed", executors.closing(),
                        () -> transport.close(CloseCodes.INTERNAL_ERROR, "write failed")));
    }

    /**
     * Returns a future that completes when it is known whether the peer takes metadata. The peer sends its hello as its
     * first message, so that this side waits for it only once for each link, and a second at most.
     */
    public CompletableFuture<PeerInfo> heard() {
        CompletableFuture<PeerInfo> heard = peer.greetingOrNone();
        if (!heard.isDone()) {
            Timer.Alarm helloTimeout = timer.after(HELLO_NANOS, peer::withoutGreeting);
            heard.thenRun(helloTimeout::cancel);
        }
        return heard;
    }

    /**
     * Returns whether the peer takes metadata beside the payload. The hello may change the answer at any time, on another
     * thread. So a sender asks once, and makes all its decisions by that answer.
     */
    public boolean takesMetadata() {
        return peer.info().has(PeerState.METADATA);
    }

    long nextId() {
        return NEXT_ID.getAndIncrement(this) & Frame.MAX_ID;
    }

    /** Returns whether ids have begun at 0 again, so that a higher id is not always a later one. */
    boolean hasWrapped() {
        return nextId > Frame.MAX_ID;
    }
}
