package io.microcdi.internal.link;

/** Takes the messages and events of a transport. One thread at a time calls it. Its methods never block and never throw. */
public interface Receiver {

    /** Takes a whole message as text. */
    void text(String message);

    /**
     * Takes note of a part of a message that is not the last part.
     *
     * @param length the bytes or characters that have come so far
     * @return false if the transport must drop the parts and all that follows, because the socket is being closed
     */
    default boolean unfinished(long length) {
        return true;
    }

    /** Records a sign of life, for example a pong. */
    void alive();

    /**
     * Closes the link because of an invalid message.
     *
     * @param code 1003 for an unexpected binary message, 1009 for a message that is too large
     */
    void refuse(int code, String reason);

    /** Takes note that the socket is closed. */
    void closed(int code, String reason);
}
