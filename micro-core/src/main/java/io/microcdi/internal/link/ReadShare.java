package io.microcdi.internal.link;

/** How much reading time a link has taken lately. Used by one thread. */
public final class ReadShare {

    private long seen;
    private long threadSeen;
    private long last;
    private long threadLast;
    private int seconds;

    ReadShare() {
    }

    /**
     * Takes note of the time.
     *
     * @param total nanoseconds that the link has taken since it was opened
     * @param threadTotal those of them that are known to be processor time
     */
    public void take(long total, long threadTotal) {
        last = total - seen;
        seen = total;
        threadLast = threadTotal - threadSeen;
        threadSeen = threadTotal;
    }

    /** Nanoseconds between the last two calls of {@link #take}. */
    public long last() {
        return last;
    }

    /** Nanoseconds of processor time between the last two calls of {@link #take}. */
    public long threadLast() {
        return threadLast;
    }

    /** Takes note of whether that was too much; returns how often in a row it was. */
    public int flooded(boolean now) {
        seconds = now ? seconds + 1 : 0;
        return seconds;
    }
}
