package io.microcdi.internal.link;

import java.util.function.IntConsumer;

import io.microcdi.internal.wire.WireLimits;

/**
 * The frames that a writer has taken from its queue, in order, and how they become messages: a frame alone as it is, several
 * that wait as one array where the peer understands that (wire, Additions). Used by one writer at a time.
 */
final class Batcher {

    private static final int MAX_SIZE = 64 << 10;
    private static final int MAX_KEPT_CHARACTERS = 16 << 10;

    /** Made for the first batch; one that a large batch has stretched is not kept for the small ones that follow. */
    private StringBuilder text;
    private Outgoing first;
    private volatile int maxSize;

    void enable(int peerMaxMessage) {
        maxSize = Math.min(peerMaxMessage, MAX_SIZE);
    }

    /** Takes what was pushed, the last on top, and turns it round. */
    void take(Outgoing stack) {
        Outgoing ordered = null;
        for (Outgoing item = stack; item != null;) {
            Outgoing below = item.next;
            item.next = ordered;
            ordered = item;
            item = below;
        }
        first = ordered;
    }

    Outgoing poll() {
        Outgoing item = first;
        if (item != null) {
            first = item.next;
            item.next = null;
        }
        return item;
    }

    /**
     * The message that begins with a frame, and with it as many of those that follow as fit. They are linked behind it.
     *
     * @param taken told the size of each frame that was added
     */
    String message(Outgoing item, IntConsumer taken) {
        if (first == null || maxSize == 0 || item.behind != null || !fits(item.text.length() + 2, 1)) {
            return item.text;
        }
        if (text == null) {
            text = new StringBuilder(4 * item.size());
        }
        text.append('[').append(item.text);
        Outgoing last = item;
        for (int frames = 1; first != null && fits(text.length() + 2, frames); frames++) {
            Outgoing next = poll();
            taken.accept(next.size());
            if (next.claim()) {
                text.append(',').append(next.text);
                last.next = next;
                last = next;
            }
        }
        String message = text.append(']').toString();
        text.setLength(0);
        if (text.capacity() > MAX_KEPT_CHARACTERS) {
            text = null;
        }
        return message;
    }

    private boolean fits(int length, int frames) {
        // a greeting travels alone: it changes what may be sent behind it
        if (!first.isMessage() || first.behind != null || frames >= WireLimits.MAX_BATCH) {
            return false;
        }
        // the next to be written, in this message or in one of its own
        first.number();
        return length + first.text.length() <= maxSize;
    }
}
