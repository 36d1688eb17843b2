package io.microcdi.internal.link;

/** What a transport tells its link. Called by one thread at a time; never blocks and never throws. */
public interface Receiver {

    /** A whole message came, as text. */
    void text(String message);

    /**
     * A part of a message came, but not the last one.
     *
     * @param length the bytes or characters that have come so far
     * @return false if the parts must be dropped, and all that follows: the socket is being closed
     */
    default boolean unfinished(long length) {
        return true;
    }

    /** Anything came that shows life, as a pong. */
    void alive();

    /** What came cannot be taken, so that the link is closed: an unexpected binary message (1003), one too large (1009). */
    void refuse(int code, String reason);

    /** The socket is closed. */
    void closed(int code, String reason);
}
