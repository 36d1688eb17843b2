package io.microcdi.internal.link;

/**
 * How a node says that it leaves (wire, Leaving): first by a push, and at the end by the reason of the close frame, which
 * names the highest request that a handler was given. Requests with higher ids surely did not run.
 */
public final class Departure {

    /** The push by which a node says that it leaves. */
    public static final String URL = "/-/leaving";

    private static final String PREFIX = "leaving ";

    private Departure() {
    }

    static String reason(long highest) {
        return PREFIX + highest;
    }

    /** Returns the highest id that a handler was given; {@link Long#MAX_VALUE} if a close does not say it. */
    static long highest(int code, String reason) {
        if (code != CloseCodes.LEAVING || !reason.startsWith(PREFIX)) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(reason, PREFIX.length(), reason.length(), 10);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
