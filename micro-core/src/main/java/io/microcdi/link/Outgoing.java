package io.microcdi.link;

/** Something that waits to be written: a message, a ping, or the close of the link. Linked by the queue. */
final class Outgoing {

    final String text;
    final PendingRequest request;
    final int closeCode;
    Outgoing next;

    private Outgoing(String text, PendingRequest request, int closeCode) {
        this.text = text;
        this.request = request;
        this.closeCode = closeCode;
    }

    static Outgoing message(String text, PendingRequest request) {
        return new Outgoing(text, request, 0);
    }

    static Outgoing ping() {
        return new Outgoing(null, null, 0);
    }

    static Outgoing close(int code, String reason) {
        return new Outgoing(reason, null, code);
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
