package io.microcdi.internal.se;

import java.nio.ByteBuffer;

/**
 * Masks and unmasks payloads, which is the same operation (RFC 6455, 5.3). It processes eight bytes at a time, while
 * containers process single bytes.
 */
final class Masks {

    private Masks() {
    }

    /**
     * Copies bytes and applies a mask. Both buffers must be big-endian.
     *
     * @return the key for the bytes that follow
     */
    static int move(ByteBuffer from, int count, ByteBuffer to, int key) {
        long twice = (long) key << Integer.SIZE | Integer.toUnsignedLong(key);
        int left = count;
        for (; left >= Long.BYTES; left -= Long.BYTES) {
            to.putLong(from.getLong() ^ twice);
        }
        for (; left > 0; left--) {
            twice = Long.rotateLeft(twice, Byte.SIZE);
            to.put((byte) (from.get() ^ twice));
        }
        return (int) twice;
    }
}
