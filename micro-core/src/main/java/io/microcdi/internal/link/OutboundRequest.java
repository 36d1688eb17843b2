package io.microcdi.internal.link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.ObjIntConsumer;

import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * A request that this side sends, until it ends. It ends once, by one of the methods that a subclass implements. The thread
 * that finds the end calls that method, also the thread that reads: it must not block. Thread-safe.
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
    /** So much earlier than this side the other one may see that the deadline passed, which it was told in milliseconds. */
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
    /** Set before it is in a table; changed at most by the writer, before it is written. */
    private volatile long id = -1;
    private volatile ObjIntConsumer<OutboundRequest> canceller;
    private boolean gaveUpItself;
    @SuppressWarnings("unused") // through STATE
    private volatile int state;

    /**
     * A request that nobody has sent yet.
     *
     * @param deadline in the timer's nanoseconds
     */
    protected OutboundRequest(long deadline) {
        this.deadline = deadline;
    }

    /** What a peer of the second dialect is asked by; others are not told. */
    protected String protocol() {
        return "ws";
    }

    /** The answer came; not one that says no more than that the deadline passed. */
    protected abstract void answered(Frame.Response response);

    /**
     * It was never sent, since a bound was reached.
     *
     * @param status 413 for a message that is too large, 429 for a full queue or table
     */
    protected abstract void refused(int status, String message);

    /**
     * The link closed.
     *
     * @param written whether the request may have reached the other side
     */
    protected abstract void lost(boolean written, int code, String reason);

    /**
     * The deadline passed; the other side was told to stop, or has said that it did.
     *
     * @param written whether the request may have reached the other side
     */
    protected abstract void expired(boolean written);

    /**
     * Gives the request up: tells the other side to stop, where it may have been sent. None of the other methods is
     * called afterwards.
     *
     * @return whether this ended it
     */
    public final boolean cancel() {
        return giveUp() >= 0;
    }

    /**
     * As {@link #cancel()}. Only the end itself tells whether the request was written: the writer may take it until then.
     *
     * @return whether it may have reached the other side, as 0 or 1; -1 if it had ended
     */
    public final int giveUp() {
        int written = end();
        // looked at after the end: whoever is sending it now has set this, or will see that it has ended
        ObjIntConsumer<OutboundRequest> owner = canceller;
        if (written >= 0 && owner != null) {
            owner.accept(this, written);
        }
        return written;
    }

    /** Whether it may have reached the other side. */
    public final boolean isWritten() {
        return state == WRITTEN;
    }

    /** Whether it expired because the other side said that the deadline had passed: that side was sent no ABORT. */
    protected final boolean gaveUpItself() {
        return gaveUpItself;
    }

    /** When it ends at the latest, in the timer's nanoseconds. */
    public final long deadline() {
        return deadline;
    }

    final long id() {
        return id;
    }

    /**
     * Sets who is told when it is given up: the link that it is sent on, or the loopback. The second argument is what
     * {@link #end()} returned. It may have been given up before: to be looked at once it is in a table.
     */
    final void sendOn(ObjIntConsumer<OutboundRequest> newCanceller, long newId) {
        id = newId;
        canceller = newCanceller;
    }

    /** Gives it another id, before it is written. */
    final void renumber(long newId) {
        id = newId;
    }

    /** Whether it has ended. */
    public final boolean hasEnded() {
        return state == ENDED;
    }

    /** Whether nothing of this node waits for it any more, nor for a request that repeats it. */
    public boolean isOver() {
        return hasEnded();
    }

    /** Called by the writer; false if the request has ended, so that it need not be sent. */
    final boolean markWritten() {
        return STATE.compareAndSet(this, QUEUED, WRITTEN);
    }

    /** Marks the request as queued again: its message did not reach the other end. */
    final void unmarkWritten() {
        STATE.compareAndSet(this, WRITTEN, QUEUED);
    }

    /** Tells how it was answered, after it was ended. */
    final void tell(Frame.Response response, long now) {
        try {
            tellUnguarded(response, now);
        } catch (Throwable e) {
            // nobody else ends it any more
            SafeLog.write(() -> LinkLog.LOG.answerFailed(LoggedThrowable.of(e)));
            lost(true, CloseCodes.INTERNAL_ERROR, "the answer could not be processed: " + e.getClass().getName());
        }
    }

    private void tellUnguarded(Frame.Response response, long now) {
        if (!response.isSuccess() && response.executed() && response.statusNumber() == 504
                && deadline - now <= DEADLINE_TOLERANCE_NANOS) {
            gaveUpItself = true;
            expired(true);
        } else {
            answered(response);
        }
    }

    /** Ends it; -1 if it had ended, else whether it was written, as 0 or 1. */
    final int end() {
        int before = (int) STATE.getAndSet(this, ENDED);
        return before == ENDED ? -1 : before;
    }
}
