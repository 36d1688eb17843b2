package io.microcdi.internal.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

import jakarta.websocket.MessageHandler;

import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.websocket.adapter.ServerAdapter;

/**
 * Assembles binary messages as {@link TextAssembler} assembles text. Their bytes are the UTF-8 form of the text. Binary
 * messages are faster, because containers decode text byte by byte, while the JDK decodes many bytes at once.
 */
final class BinaryAssembler implements MessageHandler.Partial<ByteBuffer> {

    private static final byte[] NONE = {};
    /** Stands for dropped parts. The parts that follow are not a message by themselves. */
    private static final byte[] DROPPED = {};

    /** The character by which the JDK replaces invalid UTF-8. A peer may also have sent this character itself. */
    private static final char REPLACEMENT = '\uFFFD';

    private final Receiver receiver;
    private final int maxMessage;
    private final BooleanSupplier announced;
    /** The received parts. The reading thread sets them; another thread only drops them. */
    private byte[] parts = NONE;
    private int length;
    private boolean refused;

    BinaryAssembler(Receiver receiver, int maxMessage, BooleanSupplier announced) {
        this.receiver = receiver;
        this.maxMessage = maxMessage;
        this.announced = announced;
    }

    @Override
    public void onMessage(ByteBuffer part, boolean last) {
        byte[] before = parts;
        if (refused || before == DROPPED) {
            return;
        }
        if (!announced.getAsBoolean()) {
            refused = true;
            receiver.refuse(CloseCodes.BINARY, "binary messages are not understood");
        } else if ((long) length + part.remaining() > ServerAdapter.mostBytes(maxMessage)) {
            refuseTooLarge();
        } else if (last && length == 0 && part.hasArray()) {
            whole(part.array(), part.arrayOffset() + part.position(), part.remaining());
        } else {
            add(before, part, last);
        }
    }

    private void add(byte[] before, ByteBuffer part, boolean last) {
        int size = length + part.remaining();
        byte[] all = before;
        if (size > all.length) {
            all = Arrays.copyOf(all, last ? size : Math.max(size, 2 * all.length));
        }
        part.get(all, length, part.remaining());
        length = size;
        if (last) {
            parts = NONE;
            length = 0;
            whole(all, 0, size);
            return;
        }
        parts = all;
        if (!receiver.unfinished(length)) {
            refused = true;
            parts = NONE;
        }
    }

    /** Drops the parts of a message whose link has closed, as {@link TextAssembler#drop()}. */
    void drop() {
        parts = DROPPED;
    }

    private void whole(byte[] bytes, int offset, int size) {
        String text = new String(bytes, offset, size, StandardCharsets.UTF_8);
        if (text.length() > maxMessage) {
            refuseTooLarge();
        } else if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(ByteBuffer.wrap(bytes, offset, size))) {
            refused = true;
            receiver.refuse(CloseCodes.NOT_UTF8, "not UTF-8");
        } else {
            receiver.text(text);
        }
    }

    private void refuseTooLarge() {
        refused = true;
        parts = NONE;
        TextAssembler.refuseTooLarge(receiver, maxMessage);
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
