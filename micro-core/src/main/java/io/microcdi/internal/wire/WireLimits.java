package io.microcdi.internal.wire;

/**
 * The bounds of a message.
 *
 * @param nesting the greatest depth of nested objects and arrays
 * @param digits the largest number of digits of a number
 * @param members the largest number of members of one object
 */
public record WireLimits(int nesting, int digits, int members) {

    /** The largest number of frames in a batch. */
    public static final int MAX_BATCH = 1024;

    /** The default bounds. */
    public static final WireLimits DEFAULT = new WireLimits(64, 800, 10_000);
}
