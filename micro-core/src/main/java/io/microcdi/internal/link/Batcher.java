package io.microcdi.internal.link;

import java.util.function.IntConsumer;

import io.microcdi.internal.wire.WireLimits;

/**
 * Holds the frames that the writer has taken from its queue, and makes messages of them. A frame that waits alone becomes a
 * message as it is. Several frames become one JSON array, if the peer understands that (wire, Additions). Used by one writer
 * at a time.
 */
final class Batcher {

    private static final int MAX_SIZE = 64 << 10;
    private static final int MAX_KEPT_CHARACTERS = 16 << 10;

    /**
     * The buffer for batches. The first batch makes it. It is dropped after a large batch has stretched it, because small
     * ones follow.
     */
    private StringBuilder text;
    private WriteItem first;
    private volatile int maxSize;

    void enable(int peerMaxMessage) {
        maxSize = Math.min(peerMaxMessage, MAX_SIZE);
    }

    /** Takes the items of a stack, in the order in which they were pushed. */
    void take(WriteItem stack) {
        WriteItem ordered = null;
        for (WriteItem item = stack; item != null;) {
            WriteItem below = item.next;
            item.next = ordered;
            ordered = item;
            item = below;
        }
        first = ordered;
    }

    WriteItem poll() {
        WriteItem item = first;
        if (item != null) {
            first = item.next;
            item.next = null;
        }
        return item;
    }

    /**
     * Returns the message that begins with a frame and contains as many of the following frames as fit. It links these frames
     * to the first.
     *
     * @param taken called with the size of each frame that it takes beside the first
     */
    String message(WriteItem item, IntConsumer taken) {
        if (first == null || maxSize == 0 || item.afterWrite != null || !fits(item.text.length() + 2, 1)) {
            return item.text;
        }
        if (text == null) {
            text = new StringBuilder(4 * item.size());
        }
        text.append('[').append(item.text);
        WriteItem last = item;
        for (int frames = 1; first != null && fits(text.length() + 2, frames); frames++) {
            WriteItem next = poll();
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
        // a greeting travels alone, because it changes what may be sent after it
        if (!first.isMessage() || first.afterWrite != null || frames >= WireLimits.MAX_BATCH) {
            return false;
        }
        // this frame is written next, in this message or in its own, so that it may get its id now
        first.number();
        return length + first.text.length() <= maxSize;
    }
}
