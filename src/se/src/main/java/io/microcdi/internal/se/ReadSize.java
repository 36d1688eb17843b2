package io.microcdi.internal.se;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Chooses how many bytes of a connection are read next. A thread reads its connections in turn, and passes all messages of
 * one read on before it reads another connection. So it reads as much as has 64 frames, and takes 2 ms, by the measure of
 * the read before. One thread at a time uses it.
 */
final class ReadSize {

    /** The bytes of the largest read. */
    static final int MAX_BYTES = 16 << 10;
    /** The bytes of the first read. */
    static final int INITIAL_BYTES = 4 << 10;

    private static final int MAX_FRAMES = 64;
    /** As many of the smallest frames, each with a header of two bytes and a mask of four. */
    private static final int MIN_BYTES = 6 * MAX_FRAMES;
    private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final IntConsumer change;
    private int size = INITIAL_BYTES;

    /** Makes a size that is {@link #INITIAL_BYTES}, and takes each later one. */
    ReadSize(IntConsumer change) {
        this.change = change;
    }

    /**
     * Called after each read.
     *
     * @param bytes the number of bytes
     * @param frames the number of frames that began in them
     * @param nanos how long they took
     */
    void read(int bytes, int frames, long nanos) {
        long byFrames = (long) bytes * MAX_FRAMES / Math.max(1, frames);
        long byTime = bytes * MAX_NANOS / Math.max(1, nanos);
        // a power of two, so that it rarely changes
        int next = Math.max(MIN_BYTES, Integer.highestOneBit((int) Math.min(MAX_BYTES, Math.min(byFrames, byTime))));
        if (next != size) {
            size = next;
            change.accept(next);
        }
    }
}
