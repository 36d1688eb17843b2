package io.microcdi.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Bounds the lines of a log that peers can cause, and counts the lines that were left out. Thread-safe.
 */
public final class LogLimit {

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int WARNINGS_PER_MINUTE = 60;

    private final int lines;
    private final long periodNanos;
    private final LongConsumer summary;
    private boolean started;
    private long periodBeganAt;
    private int written;
    private long leftOut;

    private LogLimit(int lines, long periodNanos, LongConsumer summary) {
        this.lines = lines;
        this.periodNanos = periodNanos;
        this.summary = summary;
    }

    /**
     * Makes a limit for so many lines in each period. The caller writes the number of lines that were left out.
     *
     * @param periodNanos nanoseconds
     */
    public static LogLimit of(int lines, long periodNanos) {
        return new LogLimit(lines, periodNanos, leftOut -> {
        });
    }

    /**
     * Makes a limit for warnings: 60 lines a minute.
     *
     * @param summary as for {@link #perMinute}
     */
    public static LogLimit ofWarnings(LongConsumer summary) {
        return perMinute(WARNINGS_PER_MINUTE, summary);
    }

    /**
     * Makes a limit for so many lines a minute.
     *
     * @param summary writes how many lines were left out, before the next line
     */
    public static LogLimit perMinute(int lines, LongConsumer summary) {
        return new LogLimit(lines, MINUTE_NANOS, summary);
    }

    /**
     * Returns whether a line may be written now. If lines were left out before, the method first writes their number.
     *
     * @param now nanoseconds of the timer
     */
    public boolean permits(long now) {
        return next(now) >= 0;
    }

    /** As {@link #take}, and writes the number first. */
    private long next(long now) {
        long before = take(now);
        if (before > 0) {
            summary.accept(before);
        }
        return before;
    }

    /**
     * Writes a line if one may be written now. It ignores a log that fails: the caller has work that matters more.
     *
     * @param clock gives the nanoseconds of the timer
     * @param line writes the line. It is given how many lines were left out before
     */
    public void write(LongSupplier clock, LongConsumer line) {
        SafeLog.write(() -> {
            long before = next(clock.getAsLong());
            if (before >= 0) {
                line.accept(before);
            }
        });
    }

    /**
     * Returns the number of lines that were left out since the last written one, or -1 if this line must be left out
     * too.
     *
     * @param now nanoseconds of the timer
     */
    public synchronized long take(long now) {
        if (!started || now - periodBeganAt >= periodNanos) {
            started = true;
            periodBeganAt = now;
            written = 0;
        }
        if (written >= lines) {
            leftOut++;
            return -1;
        }
        written++;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
