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

    private final Receiver receiver;
    private final int maxMessage;
    private StringBuilder parts;
    private boolean refused;

    TextAssembler(Receiver receiver, int maxMessage) {
        this.receiver = receiver;
        this.maxMessage = maxMessage;
    }

    @Override
    public void onMessage(String part, boolean last) {
        if (refused) {
            return;
        }
        int length = part.length() + (parts == null ? 0 : parts.length());
        if (length > maxMessage) {
            refused = true;
            parts = null;
            refuseTooLarge(receiver, maxMessage);
        } else if (last && parts == null) {
            receiver.text(part);
        } else {
            add(part, last);
        }
    }

    static void refuseTooLarge(Receiver receiver, int maxMessage) {
        receiver.refuse(CloseCodes.TOO_LARGE, "a message of more than " + maxMessage + " characters ("
                + ConfigKeys.MAX_MESSAGE_SIZE.name() + ")");
    }

    private void add(String part, boolean last) {
        if (parts == null) {
            parts = new StringBuilder(Math.min(maxMessage, part.length() * 4));
        }
        parts.append(part);
        if (last) {
            String message = parts.toString();
            parts = null;
            receiver.text(message);
        } else if (!receiver.unfinished(parts.length())) {
            refused = true;
            parts = null;
        }
    }
}
