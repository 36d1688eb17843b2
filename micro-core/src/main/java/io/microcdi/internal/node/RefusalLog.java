package io.microcdi.internal.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;

/**
 * Logs links that are refused: once a minute for each address, since a peer that is refused dials again, and at most ten
 * lines a minute for all. Thread-safe.
 */
final class RefusalLog {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int LINES = 10;
    private static final int ADDRESSES = 256;

    private final Timer timer;
    private final Map<String, Long> logged = new LinkedHashMap<>();
    private long minuteBegan;
    private int lines;
    private long leftOut;

    RefusalLog(Timer timer) {
        this.timer = timer;
        this.minuteBegan = timer.nanoTime();
    }

    /**
     * A link was refused.
     *
     * @param whoever the address that it came from, or the one that it announced
     */
    synchronized void refused(String whoever, String reason) {
        String who = Excerpts.of(whoever);
        long now = timer.nanoTime();
        if (now - minuteBegan >= MINUTE) {
            minuteBegan = now;
            lines = 0;
        }
        Long before = logged.get(who);
        if (before != null && now - before < MINUTE || lines >= LINES) {
            leftOut++;
            return;
        }
        lines++;
        // as the last again: those that were logged long ago come first
        logged.remove(who);
        if (logged.size() >= ADDRESSES) {
            logged.remove(logged.keySet().iterator().next());
        }
        logged.put(who, now);
        NodeLog.LOG.linkRefused(who, Excerpts.of(reason), leftOut);
        leftOut = 0;
    }
}
