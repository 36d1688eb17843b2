package io.microcdi.websocket;

import java.nio.ByteBuffer;
import java.util.List;

/** Messages as frames, each of them one and whole: RFC 6455, 5.2. */
final class WholeFrames {

    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final byte FINAL_BINARY = (byte) 0x82;
    private static final byte MASKED = (byte) 0x80;
    private static final byte LENGTH_16 = 126;
    private static final byte LENGTH_64 = 127;
    private static final int LONGEST_HEADER = 2 + Long.BYTES + Integer.BYTES;

    private WholeFrames() {
    }

    /**
     * The frames of messages, behind each other.
     *
     * @param messages the payload of each
     * @param binary whether they are binary messages
     * @param keys where the masks of a client come from; {@code null} for a server, which must not mask
     */
    static ByteBuffer of(List<byte[]> messages, boolean binary, MaskingKeys keys) {
        int size = 0;
        for (byte[] message : messages) {
            size += LONGEST_HEADER + message.length;
        }
        ByteBuffer frames = ByteBuffer.allocate(size);
        for (byte[] message : messages) {
            frames.put(binary ? FINAL_BINARY : FINAL_TEXT);
            addLength(frames, message.length, keys == null ? 0 : MASKED);
            if (keys == null) {
                frames.put(message);
            } else {
                int key = keys.next();
                Masks.move(ByteBuffer.wrap(message), message.length, frames.putInt(key), key);
            }
        }
        return frames.flip();
    }

    private static void addLength(ByteBuffer frames, int length, byte masked) {
        if (length < LENGTH_16) {
            frames.put((byte) (masked | length));
        } else if (length < 1 << Short.SIZE) {
            frames.put((byte) (masked | LENGTH_16)).putShort((short) length);
        } else {
            frames.put((byte) (masked | LENGTH_64)).putLong(length);
        }
    }
}
