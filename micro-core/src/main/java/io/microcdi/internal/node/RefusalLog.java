package io.microcdi.internal.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;

/**
 * Logs refused links: at most once a minute for each address or IPv6 network, because a refused peer dials again, and at most
 * ten lines a minute for all. Thread-safe.
 */
public final class RefusalLog {

    private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_LINES = 10;
    private static final int MAX_ADDRESSES = 256;

    /** Writes one line. */
    @FunctionalInterface
    public interface Line {

        /**
         * Writes it.
         *
         * @param who the address, escaped
         * @param reason escaped
         * @param leftOut the number of lines that were left out since the last one
         */
        void write(String who, String reason, long leftOut);
    }

    private final Timer timer;
    private final Line line;
    private final Map<String, Long> logged = new LinkedHashMap<>();
    private final LogLimit limit = LogLimit.of(MAX_LINES, PERIOD_NANOS);
    private long leftOut;

    RefusalLog(Timer timer) {
        this(timer, NodeLog.LOG::linkRefused);
    }

    /** Makes a log of refusals that writes its lines by another message. */
    public RefusalLog(Timer timer, Line line) {
        this.timer = timer;
        this.line = line;
    }

    /**
     * Logs the refusal of a link, unless a bound is reached.
     *
     * @param from the address from which the link came, or the path that it announced
     */
    public void refused(String from, String reason) {
        String who = Excerpts.of(from);
        long before = take(IpRanges.network(who));
        if (before >= 0) {
            // without the lock: each refusal needs it, and a log may block
            line.write(who, Excerpts.of(reason), before);
        }
    }

    /** Returns the number of lines that were left out before this one; -1 if this one is left out. */
    private synchronized long take(String network) {
        long now = timer.nanoTime();
        Long last = logged.get(network);
        if (last != null && now - last < PERIOD_NANOS) {
            leftOut++;
            return -1;
        }
        long others = limit.take(now);
        if (others < 0) {
            return -1;
        }
        // insert it again at the end: the oldest entry is the first, and the first is removed
        logged.remove(network);
        if (logged.size() >= MAX_ADDRESSES) {
            logged.remove(logged.keySet().iterator().next());
        }
        logged.put(network, now);
        long before = leftOut + others;
        leftOut = 0;
        return before;
    }
}
