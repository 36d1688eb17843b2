package io.microcdi.internal.link;

/** Something that waits to be written: a message, a ping, or the close of the link. Linked by the queue. */
final class Outgoing {

    /** The text of the message, or the reason of the close; {@code null} for a ping. Touched by the writer once it is queued. */
    String text;
    final int closeCode;
    /**
     * Runs after the send of this item, and before that of the next one; for a ping before its send. {@code null} for most
     * items.
     */
    final Runnable behind;
    /** The next item of the queue; once written, the next frame of the same message. */
    Outgoing next;
    /** The characters that it takes of the queue. The text may become longer when it is written. */
    private final int size;
    private final OutboundRequest request;
    /** Numbers requests and pushes in the order in which they are written; {@code null} for other messages, and afterwards. */
    private OutboundRequests numbers;
    private final long id;

    private Outgoing(String text, OutboundRequest request, OutboundRequests numbers, long id, int closeCode,
            Runnable behind) {
        this.text = text;
        this.size = text == null ? 0 : text.length();
        this.request = request;
        this.numbers = numbers;
        this.id = id;
        this.closeCode = closeCode;
        this.behind = behind;
    }

    static Outgoing message(String text) {
        return new Outgoing(text, null, null, -1, 0, null);
    }

    /** A request; {@code null} for a push. */
    static Outgoing request(String text, OutboundRequest request, long id, OutboundRequests numbers) {
        return new Outgoing(text, request, numbers, id, 0, null);
    }

    static Outgoing greeting(String text, Runnable behind) {
        return new Outgoing(text, null, null, -1, 0, behind);
    }

    static Outgoing ping() {
        return ping(null);
    }

    /** A ping, with what runs when its turn comes, before it is sent; {@code null} for nothing. */
    static Outgoing ping(Runnable turn) {
        return new Outgoing(null, null, null, -1, 0, turn);
    }

    static Outgoing close(int code, String reason) {
        return new Outgoing(reason, null, null, -1, code, null);
    }

    boolean isMessage() {
        return text != null && closeCode == 0;
    }

    /** Gives a request or push the id with which it is written. Called by the writer, in the order of writing. */
    void number() {
        if (numbers != null) {
            text = numbers.inOrder(request, id, text);
            numbers = null;
        }
    }

    /** Whether it is still wanted; a request counts as written from now on. Called by the writer, after {@link #number}. */
    boolean claim() {
        return request == null || request.markWritten();
    }

    /** The message did not reach the other end: its requests do not count as written. Called before their link closes. */
    void undelivered() {
        for (Outgoing item = this; item != null; item = item.next) {
            if (item.request != null) {
                item.request.unmarkWritten();
            }
        }
    }

    int size() {
        return size;
    }
}
