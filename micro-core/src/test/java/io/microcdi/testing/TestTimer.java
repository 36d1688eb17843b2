package io.microcdi.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

import io.microcdi.internal.concurrent.Timer;

/**
 * A timer whose time stands still until a test advances it. Alarms run on the thread that advances, in the order of
 * their times and, at the same time, in the order in which they were asked for. Thread-safe.
 */
public class TestTimer implements Timer {

    /** Not zero, and not the time of any other timer: nobody may take a moment for a span. */
    private static final long START = Duration.ofHours(5).toNanos();

    private final PriorityQueue<Entry> alarms = new PriorityQueue<>(
            Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private Instant day = Instant.parse("2026-01-01T00:00:00Z");
    private long now = START;
    private long count;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Instant now() {
        return day.plusNanos(now - START);
    }

    /** Sets the time of day forward, or back, as an administrator or NTP does. No time passes. */
    public synchronized void moveClock(Duration by) {
        day = day.plus(by);
    }

    @Override
    public Alarm after(long nanos, Runnable action) {
        return add(Math.max(0, nanos), 0, action);
    }

    @Override
    public Alarm every(long nanos, Runnable action) {
        if (nanos <= 0) {
            throw new IllegalArgumentException("a pause of " + nanos + " ns");
        }
        return add(nanos, nanos, action);
    }

    private synchronized Alarm add(long nanos, long period, Runnable action) {
        Entry entry = new Entry(this, now + nanos, period, count++, action);
        alarms.add(entry);
        return entry;
    }

    /** How many alarms are set; one that repeats counts once. */
    public synchronized int alarms() {
        return alarms.size();
    }

    /** How long it is until the next alarm; {@code null} if none is set. */
    public synchronized Duration untilNext() {
        return alarms.isEmpty() ? null : Duration.ofNanos(alarms.peek().at() - now);
    }

    /** As {@link #advance(Duration)}. */
    public void advanceMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /** Lets time pass and runs what is due, each alarm at its own time, also those that were set meanwhile. */
    public void advance(Duration time) {
        long end = nanoTime() + time.toNanos();
        for (Entry due = next(end); due != null; due = next(end)) {
            due.action().run();
        }
        synchronized (this) {
            now = Math.max(now, end);
        }
    }

    /** Lets time pass without running anything, as when the thread of the alarms was held up: they run late. */
    public synchronized void skip(Duration time) {
        now += time.toNanos();
    }

    private synchronized Entry next(long end) {
        if (alarms.isEmpty() || alarms.peek().at() > end) {
            return null;
        }
        Entry due = alarms.poll();
        now = Math.max(now, due.at);
        if (due.period > 0) {
            due.at += due.period;
            due.number = count++;
            alarms.add(due);
        }
        return due;
    }

    private static final class Entry implements Alarm {

        private final TestTimer timer;
        private final long period;
        private final Runnable action;
        private long at;
        private long number;

        Entry(TestTimer timer, long at, long period, long number, Runnable action) {
            this.timer = timer;
            this.at = at;
            this.period = period;
            this.number = number;
            this.action = action;
        }

        long at() {
            return at;
        }

        long number() {
            return number;
        }

        Runnable action() {
            return action;
        }

        @Override
        public void cancel() {
            synchronized (timer) {
                timer.alarms.remove(this);
            }
        }
    }
}
