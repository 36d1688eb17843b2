package io.microcdi.internal.link;

/** Something that waits to be written: a message, a ping, or the close of the link. Linked by the queue. */
final class Outgoing {

    final String text;
    final OutboundRequest request;
    final int closeCode;
    /** What holds for all that is written behind it; mostly {@code null}. */
    final Runnable behind;
    Outgoing next;

    private Outgoing(String text, OutboundRequest request, int closeCode, Runnable behind) {
        this.behind = behind;
        this.text = text;
        this.request = request;
        this.closeCode = closeCode;
    }

    static Outgoing message(String text, OutboundRequest request) {
        return new Outgoing(text, request, 0, null);
    }

    static Outgoing greeting(String text, Runnable behind) {
        return new Outgoing(text, null, 0, behind);
    }

    static Outgoing ping() {
        return new Outgoing(null, null, 0, null);
    }

    static Outgoing close(int code, String reason) {
        return new Outgoing(reason, null, code, null);
    }

    boolean isMessage() {
        return text != null && closeCode == 0;
    }

    /** Whether it is still wanted; a request counts as written from now on. */
    boolean claim() {
        return request == null || request.markWritten();
    }

    int size() {
        return text == null ? 0 : text.length();
    }
}
