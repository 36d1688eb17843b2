package io.microcdi.internal.wire;

/**
 * The bounds of a message.
 *
 * @param nesting how deep objects and arrays may nest
 * @param digits how many digits a number may have
 * @param members how many members one object may have
 */
public record WireLimits(int nesting, int digits, int members) {

    /** The most frames that a batch may hold. */
    public static final int MAX_BATCH = 1024;

    /** The bounds as they are where nothing is configured. */
    public static final WireLimits DEFAULT = new WireLimits(64, 800, 10_000);
}
