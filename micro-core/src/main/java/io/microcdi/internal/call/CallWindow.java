package io.microcdi.internal.call;

import java.util.Arrays;

import io.microcdi.internal.node.PeerAddress;

/**
 * Counts the calls of one instance that ended recently, and the failed ones among them. It counts from the first call
 * on, because the rule for the share of failures is about all calls. It takes no lock, because every call counts here.
 * Two calls that end at the same moment may count as one. All times are in the timer's nanoseconds.
 */
final class CallWindow {

    /** The number of parts in which the window moves on. */
    private static final int SLOTS = 10;

    private final String id;
    private final int[] calls = new int[SLOTS];
    private final int[] failures = new int[SLOTS];
    private volatile long slot = Long.MIN_VALUE;
    /** When a part of the window began last. */
    private volatile long movedAt;
    private boolean reported;
    private long reportedUntil;

    /**
     * Makes a window without calls.
     *
     * @param id the id of the registered start of the instance; empty if it is not known
     */
    CallWindow(String id, long now) {
        this.id = id;
        this.movedAt = now;
    }

    /** Returns whether the window is that of an address. Another start of the instance begins without calls. */
    boolean isOf(PeerAddress address) {
        return id.isEmpty() || address.id().isEmpty() || id.equals(address.id());
    }

    /**
     * Counts a call that has ended.
     *
     * @param window the length of the window
     * @param failed 1 for a failure, 0 for none
     */
    void count(long now, long window, int failed) {
        long current = Math.floorDiv(now, window / SLOTS);
        long last = slot;
        // The slot went back by more than a window: the window's length has changed.
        if (current > last || current < last - SLOTS) {
            move(current > last ? last : Long.MIN_VALUE, current);
            movedAt = now;
        }
        int part = Math.floorMod(current, SLOTS);
        calls[part]++;
        failures[part] += failed;
    }

    private void move(long last, long current) {
        for (long next = Math.max(last, current - SLOTS) + 1; next <= current; next++) {
            calls[Math.floorMod(next, SLOTS)] = 0;
            failures[Math.floorMod(next, SLOTS)] = 0;
        }
        slot = current;
    }

    /** Returns whether more than a percentage of the calls failed, and there were enough of them. */
    boolean isFailing(int minCalls, int percent) {
        long all = sum(calls);
        return all >= minCalls && sum(failures) * 100 > all * percent;
    }

    /** Forgets all calls. */
    void clear() {
        Arrays.fill(calls, 0);
        Arrays.fill(failures, 0);
    }

    /** Returns the nanoseconds since a part of the window began last. */
    long idle(long now) {
        return now - movedAt;
    }

    /**
     * Returns whether an ejection must be reported. It is reported once until its time is over, although it may end
     * sooner: if all instances are ejected, each call ends the ejections and ejects the instances again. The caller
     * holds the lock of the ejections.
     */
    boolean shouldReport(long now, long until) {
        if (reported && now - reportedUntil < 0) {
            return false;
        }
        reported = true;
        reportedUntil = until;
        return true;
    }

    private static long sum(int[] parts) {
        long sum = 0;
        for (int part : parts) {
            sum += part;
        }
        return sum;
    }
}
