package io.microcdi.internal.link;

/** The time that a link has taken on the reading thread lately. Used by one thread. */
public final class ReadTimeAccount {

    private long seen;
    private long threadSeen;
    private long last;
    private long threadLast;
    private int seconds;

    ReadTimeAccount() {
    }

    /**
     * Records the time that the link has taken so far.
     *
     * @param total nanoseconds that the link has taken since it was opened
     * @param threadTotal the part of the total that is known to be processor time
     */
    public void take(long total, long threadTotal) {
        last = total - seen;
        seen = total;
        threadLast = threadTotal - threadSeen;
        threadSeen = threadTotal;
    }

    /** Returns the nanoseconds that the link took between the last two calls of {@link #take}. */
    public long last() {
        return last;
    }

    /** Returns the nanoseconds of processor time between the last two calls of {@link #take}. */
    public long threadLast() {
        return threadLast;
    }

    /** Records whether the link took too much time. Returns how often in a row it has. */
    public int flooded(boolean now) {
        seconds = now ? seconds + 1 : 0;
        return seconds;
    }
}
