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

    /** The depth of the objects around a payload: the frame, and the object with the url or the status. */
    private static final int ENVELOPE = 2;

    /** The default bounds. */
    public static final WireLimits DEFAULT = new WireLimits(64, 800, 10_000);

    /** Returns the bounds of a payload, which is inside the objects of its frame. */
    public WireLimits payload() {
        return new WireLimits(Math.max(1, nesting - ENVELOPE), digits, members);
    }
}
