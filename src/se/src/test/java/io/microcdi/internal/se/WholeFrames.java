package io.microcdi.internal.se;

import java.nio.ByteBuffer;
import java.util.List;

/** Messages of a server as frames, each of them one and whole, without masks: RFC 6455, 5.2. */
final class WholeFrames {

    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final byte FINAL_BINARY = (byte) 0x82;
    private static final byte LENGTH_16 = 126;
    private static final byte LENGTH_64 = 127;
    private static final int LONGEST_HEADER = 2 + Long.BYTES;

    private WholeFrames() {
    }

    /**
     * The frames of messages, one after the other.
     *
     * @param messages the payload of each
     * @param binary whether they are binary messages
     */
    static ByteBuffer of(List<byte[]> messages, boolean binary) {
        int size = 0;
        for (byte[] message : messages) {
            size += LONGEST_HEADER + message.length;
        }
        ByteBuffer frames = ByteBuffer.allocate(size);
        for (byte[] message : messages) {
            frames.put(binary ? FINAL_BINARY : FINAL_TEXT);
            addLength(frames, message.length);
            frames.put(message);
        }
        return frames.flip();
    }

    private static void addLength(ByteBuffer frames, int length) {
        if (length < LENGTH_16) {
            frames.put((byte) length);
        } else if (length < 1 << Short.SIZE) {
            frames.put(LENGTH_16).putShort((short) length);
        } else {
            frames.put(LENGTH_64).putLong(length);
        }
    }
}
