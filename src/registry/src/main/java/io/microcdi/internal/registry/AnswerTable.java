package io.microcdi.internal.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Short texts by position, side by side in one array. Texts of their own would lie among the instances and links that came
 * with them, each in a part of the memory that no cache holds; here ten thousand take less than a megabyte. Not
 * thread-safe.
 */
final class AnswerTable {

    /** Bytes of a place at most; so that the array can have places for all instances that a registry may be told to hold. */
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

    /** The text at a position; {@code null} if it is too long to be kept here. */
    String get(int position) {
        int length = places[position * width];
        return length == 0 ? null : new String(places, position * width + 1, length, UTF_8);
    }
}
