package io.microcdi.internal.link;

/** A request of the other end that is in work here. */
public interface InboundRequest {

    /** Returns when the request must have ended, in the timer's nanoseconds. */
    long deadline();

    /** Returns whether the other end waits for an answer. It waits for none to a push. */
    boolean wantsAnswer();

    /**
     * Tells the handler to stop, and records the end if the deadline has passed. It must not block. The link accepts no answer
     * of the handler any more.
     *
     * @return whether the handler has begun; if not, it never will
     */
    boolean stop(Reason reason);

    /** The reasons to stop a handler. */
    enum Reason {
        /** The caller gave the request up. */
        ABORTED,
        /** The link closed. */
        LINK_CLOSED,
        /** The deadline passed. */
        DEADLINE
    }
}
