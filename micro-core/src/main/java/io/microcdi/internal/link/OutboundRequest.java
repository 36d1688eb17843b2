package io.microcdi.internal.link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.ObjIntConsumer;

import io.microcdi.internal.wire.Frame;

/**
 * A request that this node sends. A request ends exactly once. The thread that ends it then calls one of the methods that a
 * subclass implements, or none after {@link #cancel}. That thread may be the reading thread, so the method must not block.
 * Thread-safe.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>queued</td><td>the writer takes it</td><td>written</td></tr>
 * <tr><td>queued</td><td>a bound is reached</td><td>ended: {@link #refused}</td></tr>
 * <tr><td>written</td><td>the send fails, and the transport knows that the message was not delivered</td><td>queued</td></tr>
 * <tr><td>written</td><td>the answer comes</td><td>ended: {@link #answered}, or {@link #expired} if the other side says that
 * the deadline has passed</td></tr>
 * <tr><td>queued, written</td><td>the deadline passes</td><td>ended: {@link #expired}; an abort is sent if it was
 * written</td></tr>
 * <tr><td>queued, written</td><td>the link closes</td><td>ended: {@link #lost}</td></tr>
 * <tr><td>queued, written</td><td>{@link #cancel}</td><td>ended: none of the methods; an abort is sent if it was
 * written</td></tr>
 * <tr><td>ended</td><td>any</td><td>no change; the writer does not send it</td></tr>
 * </table>
 */
public abstract class OutboundRequest {

    private static final int QUEUED = 0;
    private static final int WRITTEN = 1;
    private static final int ENDED = 2;
    /**
     * How much earlier than this side the peer may report a passed deadline, because it knows the deadline in milliseconds
     * only.
     */
    private static final long DEADLINE_TOLERANCE_NANOS = 5_000_000;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(OutboundRequest.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long deadline;
    /**
     * The id on the link. It is set before the request is in a table. Only the writer may change it, before it writes the
     * request.
     */
    private volatile long id = -1;
    private volatile ObjIntConsumer<OutboundRequest> canceller;
    private boolean gaveUpItself;
    @SuppressWarnings("unused") // through STATE
    private volatile int state;

    /**
     * Makes a request. It is not sent yet.
     *
     * @param deadline in the timer's nanoseconds
     */
    protected OutboundRequest(long deadline) {
        this.deadline = deadline;
    }

    /** Returns the protocol that a frame of the second dialect names. Other frames do not name it. */
    protected String protocol() {
        return "ws";
    }

    /**
     * Called when the answer came. For an answer that only reports the passed deadline, {@link #expired} is called instead.
     */
    protected abstract void answered(Frame.Response response);

    /**
     * Called when a bound was reached. The request was never sent.
     *
     * @param status 413 for a message that is too large, 429 for a full queue or table
     */
    protected abstract void refused(int status, String message);

    /**
     * Called when the link closed, or when the answer could not be processed.
     *
     * @param written whether the request may have reached the other side
     */
    protected abstract void lost(boolean written, int code, String reason);

    /**
     * Called when the deadline passed. If the request was written, an abort was sent, or the peer itself reported the
     * deadline.
     *
     * @param written whether the request may have reached the other side
     */
    protected abstract void expired(boolean written);

    /**
     * Gives the request up, and sends an abort if the request may have been sent. No method of the subclass is called
     * afterwards.
     *
     * @return whether this call ended the request
     */
    public final boolean cancel() {
        return giveUp() >= 0;
    }

    /**
     * As {@link #cancel()}, and returns whether the request was written. Only this method can say so, because the writer may
     * write the request until the moment of its end.
     *
     * @return 1 if the request may have reached the peer, 0 if it did not, -1 if it had ended before
     */
    public final int giveUp() {
        int written = end();
        // read only after the end: a thread that sends the request now has set this field already, or will see that the
        // request has ended
        ObjIntConsumer<OutboundRequest> owner = canceller;
        if (written >= 0 && owner != null) {
            owner.accept(this, written);
        }
        return written;
    }

    /** Returns whether the request was written and has not ended. */
    final boolean isWritten() {
        return state == WRITTEN;
    }

    /** Returns whether the request expired because the peer reported the passed deadline. No abort was then sent. */
    protected final boolean gaveUpItself() {
        return gaveUpItself;
    }

    /** Returns when the request ends at the latest, in the timer's nanoseconds. */
    public final long deadline() {
        return deadline;
    }

    final long id() {
        return id;
    }

    /**
     * Sets the action that runs when the request is given up. Its second argument is the result of {@link #end()}. The
     * request may have been given up already, so the caller checks that after it has added the request to a table.
     */
    final void sendOn(ObjIntConsumer<OutboundRequest> newCanceller, long newId) {
        id = newId;
        canceller = newCanceller;
    }

    /** Changes the id. Called only before the request is written. */
    final void renumber(long newId) {
        id = newId;
    }

    /** Returns whether the request has ended. */
    public final boolean hasEnded() {
        return state == ENDED;
    }

    /** Marks the request as written. Called by the writer. Returns false if the request has ended, so that it is not sent. */
    final boolean markWritten() {
        return STATE.compareAndSet(this, QUEUED, WRITTEN);
    }

    /** Marks the request as queued again: its message did not reach the other end. */
    final void unmarkWritten() {
        STATE.compareAndSet(this, WRITTEN, QUEUED);
    }

    /** Passes the answer to the subclass. Called after {@link #end()}. */
    final void deliver(Frame.Response response, long now) {
        try {
            deliverUnguarded(response, now);
        } catch (Throwable e) {
            // the request has ended, so that no other thread would tell the caller
            FailedEnds.ofAnswer(() -> now, e);
            lost(true, CloseCodes.INTERNAL_ERROR, "the answer could not be processed: " + e.getClass().getName());
        }
    }

    private void deliverUnguarded(Frame.Response response, long now) {
        if (!response.isSuccess() && response.executed() && response.statusNumber() == 504
                && deadline - now <= DEADLINE_TOLERANCE_NANOS) {
            gaveUpItself = true;
            expired(true);
        } else {
            answered(response);
        }
    }

    /** Ends the request. Returns 1 if it was written, 0 if it was not, -1 if it had ended before. */
    final int end() {
        int before = (int) STATE.getAndSet(this, ENDED);
        return before == ENDED ? -1 : before;
    }
}
