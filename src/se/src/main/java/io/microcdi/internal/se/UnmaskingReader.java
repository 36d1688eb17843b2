package io.microcdi.internal.se;

import java.nio.ByteBuffer;

import org.glassfish.tyrus.spi.ReadHandler;

/**
 * Unmasks the frames of a client, so that Tyrus reads frames without masks. Tyrus itself would unmask byte by byte, and
 * count the bytes in a volatile field. One thread at a time calls the reader and the handler after it.
 */
final class UnmaskingReader implements ReadHandler {

    // the second byte of a frame and its length codes: RFC 6455, 5.2
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int LONGEST_HEADER = 2 + Long.BYTES + Integer.BYTES;

    private final ReadHandler next;
    /** The received part of the current frame's header. */
    private final ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER);
    private int key;
    /** The number of payload bytes of the current frame that have not arrived. */
    private long left;

    UnmaskingReader(ReadHandler next) {
        this.next = next;
    }

    @Override
    public void handle(ByteBuffer read) {
        ByteBuffer from = read.duplicate();
        ByteBuffer to = ByteBuffer.allocate(header.position() + from.remaining());
        while (from.hasRemaining()) {
            if (left == 0) {
                header.put(from.get());
                if (header.position() == headerLength()) {
                    begin(to);
                }
            } else {
                int count = (int) Math.min(left, from.remaining());
                key = Masks.move(from, count, to, key);
                left -= count;
            }
        }
        next.handle(to.flip());
    }

    private int headerLength() {
        return header.position() < 2 ? LONGEST_HEADER : lengthEnd() + (isMasked() ? Integer.BYTES : 0);
    }

    private int lengthEnd() {
        return 2 + switch (lengthCode()) {
            case LENGTH_16 -> Short.BYTES;
            case LENGTH_64 -> Long.BYTES;
            default -> 0;
        };
    }

    private int lengthCode() {
        return header.get(1) & MASKED - 1;
    }

    private boolean isMasked() {
        return (header.get(1) & MASKED) != 0;
    }

    /**
     * Returns a length, or the largest length if its first bit is set, which RFC 6455 forbids. Tyrus then ends the
     * session, so the bytes after it do not matter.
     */
    private static long endlessIfNegative(long length) {
        return length < 0 ? Long.MAX_VALUE : length;
    }

    private void begin(ByteBuffer to) {
        int end = lengthEnd();
        key = isMasked() ? header.getInt(end) : 0;
        left = switch (lengthCode()) {
            case LENGTH_16 -> Short.toUnsignedInt(header.getShort(2));
            case LENGTH_64 -> endlessIfNegative(header.getLong(2));
            default -> lengthCode();
        };
        header.put(1, (byte) lengthCode()).position(0).limit(end);
        to.put(header);
        header.clear();
    }
}
