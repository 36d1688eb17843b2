package io.microcdi.internal.link;

/** A request of the other end that is in work here. */
public interface InboundRequest {

    /** When it must have ended, in the timer's nanoseconds. */
    long deadline();

    /** Whether the other end waits for an answer; not for a push. */
    boolean wantsAnswer();

    /**
     * Tells the handler to stop, and records the end if its deadline passed; must not block. The link takes no answer for it any more.
     *
     * @param reason why
     * @return whether the handler has begun; if not, it never will
     */
    boolean stop(Reason reason);

    /** Why a handler is told to stop. */
    enum Reason {
        /** The caller gave it up. */
        ABORTED,
        /** Its link closed. */
        LINK_CLOSED,
        /** Its deadline passed. */
        DEADLINE
    }
}
