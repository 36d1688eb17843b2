package io.microcdi.internal.link;

/** The socket under a link. */
public interface Transport {

    /**
     * Returns whether {@link #send(String, Sent)} may wait for the socket. If so, the link sends on a thread that does nothing
     * else. If not, it sends on the thread that has a message.
     */
    default boolean canBlock() {
        return false;
    }

    /** Returns whether the socket is encrypted up to the other end, or to a proxy in front of it. */
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
     * Sends a message. The link sends the next message only after the call of {@code done}.
     *
     * @param done called once, on any thread, possibly before this method returns
     */
    void send(String text, Sent done);

    /** Accepts binary messages with the UTF-8 of a text too. It has no effect on a transport that knows no difference. */
    default void enableReceivingBinary() {
        // in memory a text is a text
    }

    /** Sends the UTF-8 of a text in binary messages from now on, because the other end accepts them. */
    default void enableSendingBinary() {
        // in memory a text is a text
    }

    /**
     * Sends a WebSocket ping. Called only while no message is being sent, on a thread that may wait.
     *
     * @param done called once, on any thread
     */
    void ping(Sent done);

    /**
     * Closes the socket. It may block. It has no effect on a closed socket.
     *
     * @param code a WebSocket close code
     * @param reason at most 120 bytes
     */
    void close(int code, String reason);

    /**
     * Ends the socket of a peer that does not read. It does not wait for the peer if the transport can do so, but may block.
     *
     * @param code a WebSocket close code
     * @param reason at most 120 bytes
     */
    default void cut(int code, String reason) {
        close(code, reason);
    }

    /** Takes the result of a send. */
    @FunctionalInterface
    interface Sent {

        /**
         * Called when a message was sent, or when the send failed.
         *
         * @param failure {@code null} if the message was sent
         */
        void sent(Throwable failure);
    }
}
