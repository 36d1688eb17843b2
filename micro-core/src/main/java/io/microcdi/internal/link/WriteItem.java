package io.microcdi.internal.link;

/** An item of a write queue: a message, a ping, or the close of the link. The queue links its items. */
final class WriteItem {

    /**
     * The text of the message, or the reason of the close; {@code null} for a ping. Once the item is queued, only the writer
     * touches it.
     */
    String text;
    final int closeCode;
    /**
     * An action that runs after the transport was given this item, and before it is given the next one. For a ping it runs
     * before the ping is sent. {@code null} for most items.
     */
    final Runnable afterWrite;
    /** The next item of the queue. Once this item is written, the next frame of the same message. */
    WriteItem next;
    /** The characters that count in the size of the queue. The text may become longer when it is written. */
    private final int size;
    private final OutboundRequest request;
    /** Gives a request or push its id in the order of writing. {@code null} for other items, and once it has done so. */
    private OutboundRequests numbers;
    private final long id;

    private WriteItem(String text, OutboundRequest request, OutboundRequests numbers, long id, int closeCode,
            Runnable afterWrite) {
        this.text = text;
        this.size = text == null ? 0 : text.length();
        this.request = request;
        this.numbers = numbers;
        this.id = id;
        this.closeCode = closeCode;
        this.afterWrite = afterWrite;
    }

    static WriteItem message(String text) {
        return new WriteItem(text, null, null, -1, 0, null);
    }

    /**
     * Makes a request or a push.
     *
     * @param request {@code null} for a push
     */
    static WriteItem request(String text, OutboundRequest request, long id, OutboundRequests numbers) {
        return new WriteItem(text, request, numbers, id, 0, null);
    }

    static WriteItem greeting(String text, Runnable afterWrite) {
        return new WriteItem(text, null, null, -1, 0, afterWrite);
    }

    static WriteItem ping() {
        return ping(null);
    }

    /**
     * Makes a ping.
     *
     * @param turn runs after the items before the ping were sent, just before the ping is sent; {@code null} for no action
     */
    static WriteItem ping(Runnable turn) {
        return new WriteItem(null, null, null, -1, 0, turn);
    }

    static WriteItem close(int code, String reason) {
        return new WriteItem(reason, null, null, -1, code, null);
    }

    boolean isMessage() {
        return text != null && closeCode == 0;
    }

    /** Sets the final id of a request or push. Called by the writer, in the order of writing. */
    void number() {
        if (numbers != null) {
            text = numbers.inOrder(request, id, text);
            numbers = null;
        }
    }

    /**
     * Returns whether this item is to be sent: a request that has ended is not. From now on a request counts as written.
     * Called by the writer, after {@link #number}.
     */
    boolean claim() {
        return request == null || request.markWritten();
    }

    /**
     * Marks the requests of this message as not written, because the message did not reach the peer. Called before the link
     * closes.
     */
    void undelivered() {
        for (WriteItem item = this; item != null; item = item.next) {
            if (item.request != null) {
                item.request.unmarkWritten();
            }
        }
    }

    int size() {
        return size;
    }
}
