package io.microcdi.internal.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Short texts by position, side by side in one array. Separate strings would lie between instances and links, spread over
 * more memory than a cache of the processor holds. Here ten thousand texts take less than a megabyte. Not thread-safe.
 */
final class AnswerTable {

    /**
     * The most bytes of a place. With it the array can have places for the largest number of instances that can be
     * configured.
     */
    private static final int MAX_WIDTH = 112;
    private static final int STEP = 16;

    /** Each place begins with the length of its text. */
    private byte[] places;
    private int width = 2 * STEP;

    AnswerTable(int capacity) {
        places = new byte[capacity * width];
    }

    void grow(int capacity) {
        places = Arrays.copyOf(places, capacity * width);
    }

    void set(int position, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length >= width && bytes.length < MAX_WIDTH) {
            widen((bytes.length / STEP + 1) * STEP);
        }
        int length = bytes.length < width ? bytes.length : 0;
        places[position * width] = (byte) length;
        System.arraycopy(bytes, 0, places, position * width + 1, length);
    }

    private void widen(int newWidth) {
        byte[] wider = new byte[places.length / width * newWidth];
        for (int i = 0; i < places.length / width; i++) {
            System.arraycopy(places, i * width, wider, i * newWidth, width);
        }
        places = wider;
        width = newWidth;
    }

    void move(int from, int to) {
        System.arraycopy(places, from * width, places, to * width, width);
    }

    /** Returns the text at a position; {@code null} if it is too long for its place. */
    String get(int position) {
        int length = places[position * width];
        return length == 0 ? null : new String(places, position * width + 1, length, UTF_8);
    }
}
