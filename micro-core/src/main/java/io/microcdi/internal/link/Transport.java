package io.microcdi.internal.link;

/** The socket under a link. */
public interface Transport {

    /**
     * Whether {@link #send(String, Sent)} may wait for the socket. The link then sends on a thread that does nothing else;
     * otherwise on whatever thread has something to send.
     */
    default boolean canBlock() {
        return false;
    }

    /** Whether the socket is encrypted up to the other end, or to a proxy in front of it. */
    default boolean isSecure() {
        return false;
    }

    /**
     * Returns whether a failed send proves that the other end did not receive the whole message. A request in it was then not
     * executed, so that the caller may send it again. Most servers cannot say so: they may find only in a later flush that the
     * connection has ended.
     */
    default boolean failureMeansUndelivered() {
        return false;
    }

    /**
     * Sends a message. The link sends the next one only after {@code done} was told.
     *
     * @param done told once, on any thread, possibly before this method returns
     */
    void send(String text, Sent done);

    /** Takes the UTF-8 of a text in a binary message, too. Has no effect on a transport that knows no difference. */
    default void enableReceivingBinary() {
        // in memory a text is a text
    }

    /** Sends the text of messages as the UTF-8 of binary ones: the other end takes them. */
    default void enableSendingBinary() {
        // in memory a text is a text
    }

    /**
     * Sends a WebSocket ping. Called only while no message is being sent, on a thread that may wait.
     *
     * @param done told once, on any thread
     */
    void ping(Sent done);

    /**
     * Closes the socket; may block. Has no effect on a socket that is closed.
     *
     * @param code a WebSocket close code
     * @param reason at most 120 bytes
     */
    void close(int code, String reason);

    /**
     * Ends the socket of a peer that does not read, without waiting for it where the transport can do so; may block.
     *
     * @param code a WebSocket close code
     * @param reason at most 120 bytes
     */
    default void cut(int code, String reason) {
        close(code, reason);
    }

    /** Told that a message was sent. */
    @FunctionalInterface
    interface Sent {

        /**
         * A message was sent, or not.
         *
         * @param failure {@code null} if it was sent
         */
        void sent(Throwable failure);
    }
}
