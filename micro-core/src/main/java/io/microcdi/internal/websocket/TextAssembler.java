package io.microcdi.internal.websocket;

import jakarta.websocket.MessageHandler;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Receiver;

/**
 * Assembles messages from parts, up to the engine's own bound. A server that hands over whole messages may allocate its
 * whole limit for each link. Parts need memory only for the received text.
 */
final class TextAssembler implements MessageHandler.Partial<String> {

    /** Stands for dropped parts. The parts that follow are not a message by themselves. */
    private static final StringBuilder DROPPED = new StringBuilder(0);

    private final Receiver receiver;
    private final int maxMessage;
    /** The received parts. The reading thread sets them; another thread only drops them. */
    private StringBuilder parts;
    private boolean refused;

    TextAssembler(Receiver receiver, int maxMessage) {
        this.receiver = receiver;
        this.maxMessage = maxMessage;
    }

    @Override
    public void onMessage(String part, boolean last) {
        StringBuilder before = parts;
        if (refused || before == DROPPED) {
            return;
        }
        int length = part.length() + (before == null ? 0 : before.length());
        if (length > maxMessage) {
            refused = true;
            parts = null;
            refuseTooLarge(receiver, maxMessage);
        } else if (last && before == null) {
            receiver.text(part);
        } else {
            add(before, part, last);
        }
    }

    /**
     * Drops the parts of a message whose link has closed. The session may live on until its other end closes it, too.
     * Called by any thread. The reading thread may add a part meanwhile, and then goes on as if nothing was dropped.
     */
    void drop() {
        parts = DROPPED;
    }

    static void refuseTooLarge(Receiver receiver, int maxMessage) {
        receiver.refuse(CloseCodes.TOO_LARGE, "a message of more than " + maxMessage + " characters ("
                + ConfigKeys.MAX_MESSAGE_SIZE.name() + ")");
    }

    private void add(StringBuilder before, String part, boolean last) {
        StringBuilder all = before == null ? new StringBuilder(Math.min(maxMessage, part.length() * 4)) : before;
        all.append(part);
        if (last) {
            parts = null;
            receiver.text(all.toString());
            return;
        }
        parts = all;
        if (!receiver.unfinished(all.length())) {
            refused = true;
            parts = null;
        }
    }
}
