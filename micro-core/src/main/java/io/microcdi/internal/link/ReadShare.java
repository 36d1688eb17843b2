package io.microcdi.internal.link;

/** How much reading time a link has taken lately. Used by one thread. */
public final class ReadShare {

    private long seen;
    private long last;
    private int seconds;

    ReadShare() {
    }

    /**
     * Takes note of the time.
     *
     * @param total nanoseconds that the link has taken since it was opened
     * @return those since the call before
     */
    public long take(long total) {
        last = total - seen;
        seen = total;
        return last;
    }

    /** The result of the last {@link #take(long)}, in nanoseconds. */
    public long last() {
        return last;
    }

    /** Takes note of whether that was too much; returns how often in a row it was. */
    public int flooded(boolean now) {
        seconds = now ? seconds + 1 : 0;
        return seconds;
    }
}
