package io.microcdi.internal.link;

/**
 * The messages by which a node leaves (wire, Leaving). It sends a push first. At the end, the reason of its close frame names
 * the highest id of a request that a handler was given. Requests with higher ids certainly did not run.
 */
public final class LeaveMessages {

    /** The push by which a node says that it leaves. */
    public static final String URL = "/-/leaving";

    private static final String PREFIX = "leaving ";

    private LeaveMessages() {
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
