package io.microcdi.internal.se;

import java.nio.ByteBuffer;

/** Puts masks on payloads, and takes them off, which is the same: RFC 6455, 5.3. Eight bytes at a time; containers go byte by byte. */
final class Masks {

    private Masks() {
    }

    /**
     * Moves bytes under a mask; both buffers big-endian.
     *
     * @return the key for what comes behind them
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
