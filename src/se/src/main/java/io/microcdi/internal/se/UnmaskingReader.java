package io.microcdi.internal.se;

import java.nio.ByteBuffer;

import org.glassfish.tyrus.spi.ReadHandler;

/**
 * Unmasks the frames of a client, so that Tyrus reads frames without masks. Tyrus itself would unmask byte by byte, and
 * count the bytes in a volatile field. One thread at a time calls the reader and the handler after it.
 *
 * <p>The reader hands over a long frame in parts, as they come, each as a frame of a fragmented message. Tyrus would
 * collect the whole frame, up to 4 MB for each link, and copy it again and again. The link bounds and counts the parts.
 * A frame without a mask, and a long frame that RFC 6455 forbids, are replaced by an empty one that Tyrus refuses at once
 * with the close code 1002. Nothing is read after it.
 */
final class UnmaskingReader implements ReadHandler {

    // the second byte of a frame and its length codes: RFC 6455, 5.2
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int LONGEST_HEADER = 2 + Long.BYTES + Integer.BYTES;
    private static final int FINAL = 0x80;
    private static final int RESERVED_BITS = 0x70;
    /** One of the reserved bits, which Tyrus refuses. */
    private static final int RESERVED_BIT = 0x40;
    /** The largest opcode of a data frame; a continuation has 0. */
    private static final int BINARY = 2;
    private static final int CLOSE = 8;

    /** The longest frame that is handed over whole, in bytes. */
    private static final int MAX_WHOLE = 16 << 10;

    private final ReadHandler next;
    private final Ending ending;
    /** The received part of the current frame's header. */
    private final ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER);
    private int key;
    /** The number of payload bytes of the current frame that have not arrived. */
    private long left;
    /** Whether the current frame is handed over in parts, and the first byte of its next part, without the final bit. */
    private boolean parted;
    /** Whether a frame was refused. Nothing is handed over after it. */
    private boolean refused;
    private int opcode;
    private int finalBit;
    /** The number of frames that have begun in this read. */
    private int frames;

    UnmaskingReader(ReadHandler next) {
        this(next, Ending.NONE);
    }

    UnmaskingReader(ReadHandler next, Ending ending) {
        this.next = next;
        this.ending = ending;
    }

    /** The end of the connection that a reader reads. */
    interface Ending {

        /** The end of a connection that never closes by itself. */
        Ending NONE = new Ending() {

            @Override
            public boolean isClosing() {
                return false;
            }

            @Override
            public void peerCloses() {
                // nobody waits for it
            }

            @Override
            public void read(int bytes, int frames, long nanos) {
                // nobody measures it
            }
        };

        /** Returns whether this side has sent its last frame. Nothing that comes then is handed over. */
        boolean isClosing();

        /** Called when a close frame of the peer begins. */
        void peerCloses();

        /** As {@link ReadSize#read}. */
        void read(int bytes, int frames, long nanos);
    }

    @Override
    public void handle(ByteBuffer read) {
        long began = System.nanoTime();
        frames = 0;
        ByteBuffer from = read.duplicate();
        // a part of a frame whose header came before has a header of its own
        ByteBuffer to = ByteBuffer.allocate(LONGEST_HEADER + from.remaining());
        while (from.hasRemaining() && !refused) {
            if (left == 0) {
                header.put(from.get());
                if (header.position() == headerLength()) {
                    begin(to);
                }
            } else {
                int count = (int) Math.min(left, from.remaining());
                if (parted) {
                    beginPart(to, count);
                }
                key = Masks.move(from, count, to, key);
                left -= count;
            }
        }
        if (!ending.isClosing()) {
            next.handle(to.flip());
        }
        ending.read(read.remaining(), frames, System.nanoTime() - began);
    }

    private int headerLength() {
        if (header.position() < 2) {
            return LONGEST_HEADER;
        }
        // the frame is refused, whatever its length is
        return isMasked() ? lengthEnd() + Integer.BYTES : 2;
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

    private void begin(ByteBuffer to) {
        frames++;
        int first = header.get(0) & 0xFF;
        // RFC 6455, 5.1: a server closes the connection when it receives a frame that is not masked
        if (!isMasked()) {
            refuse(first, to);
            return;
        }
        int end = lengthEnd();
        key = header.getInt(end);
        left = switch (lengthCode()) {
            case LENGTH_16 -> Short.toUnsignedInt(header.getShort(2));
            case LENGTH_64 -> header.getLong(2);
            default -> lengthCode();
        };
        opcode = first & ~FINAL;
        if (opcode == CLOSE) {
            ending.peerCloses();
        }
        finalBit = first & FINAL;
        boolean isData = (first & RESERVED_BITS) == 0 && opcode <= BINARY;
        parted = left > MAX_WHOLE && isData;
        // Tyrus looks at the first byte only when the whole frame is there. A length whose first bit is set is forbidden too
        if (left < 0 || left > MAX_WHOLE && !isData) {
            refuse(first, to);
        } else if (!parted) {
            header.put(1, (byte) lengthCode()).position(0).limit(end);
            to.put(header);
        }
        header.clear();
    }

    private void refuse(int first, ByteBuffer to) {
        refused = true;
        to.put((byte) (first | RESERVED_BIT)).put((byte) 0);
    }

    private void beginPart(ByteBuffer to, int length) {
        to.put((byte) (opcode | (length == left ? finalBit : 0)));
        opcode = 0;
        if (length < LENGTH_16) {
            to.put((byte) length);
        } else if (length < 1 << Short.SIZE) {
            to.put((byte) LENGTH_16).putShort((short) length);
        } else {
            to.put((byte) LENGTH_64).putLong(length);
        }
    }
}
