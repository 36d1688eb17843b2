package io.microcdi.internal.concurrent;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Lets two loops of the engine watch each other, to detect one that has ended or hangs. Each loop has a timer. Every
 * second the timer raises the loop's count, by the same executor as all its actions, and checks the count of the other
 * loop. If that count has not changed in five checks in a row, the other loop has stopped: the message MICRO001400 says
 * so, the loop gets another thread, and {@link #problem()} returns it until the count changes again.
 *
 * <p>A pause of the whole process, for example of a suspended virtual machine, stops both loops. Afterwards a timer
 * catches up on the runs that it has missed. So one loop may check many times before the other gets a thread. Therefore
 * a check soon after the previous one does not count, and a late check starts the count again. If the other loop did
 * not run meanwhile either, the message MICRO001408 logs the pause. Thread-safe.
 */
public final class LoopWatch {

    private static final long CHECK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int CHECKS_UNTIL_STOPPED = 5;
    private static final long LATE_NANOS = CHECKS_UNTIL_STOPPED * CHECK_INTERVAL_NANOS;

    private final Loop first;
    private final Loop second;

    /** Makes a watch. It does not run until {@link #start()}. */
    public LoopWatch(Loop first, Loop second) {
        this.first = first;
        this.second = second;
    }

    /** Begins to watch. The watch ends when the timers are closed. */
    public void start() {
        AtomicLong logged = new AtomicLong(first.timer.nanoTime());
        first.start(second, logged);
        second.start(first, logged);
    }

    /** Logs that a thread of the JDK on which the engine depends has ended, and that another takes its place. */
    public static void logEnded(String thread) {
        ConcurrentLog.LOG.threadEnded(thread);
    }

    /** Returns the loop that has stopped, for example {@code the timer has stopped}; empty if both run. */
    public Optional<String> problem() {
        return first.problem().or(second::problem);
    }

    /** A loop of the engine. */
    public static final class Loop {

        private final String name;
        private final Timer timer;
        private final Runnable repair;
        private volatile long count;
        private volatile boolean stopped;
        /** Touched by the other loop only. */
        private long seenCount;
        private int unchanged;
        private long checkedAt;

        /**
         * Makes a loop.
         *
         * @param timer the timer that the loop drives. It runs all actions by one executor
         * @param repair adds threads beside those that hang
         */
        public Loop(String name, Timer timer, Runnable repair) {
            this.name = name;
            this.timer = timer;
            this.repair = repair;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one run at a time
        void start(Loop other, AtomicLong logged) {
            other.checkedAt = timer.nanoTime();
            timer.every(CHECK_INTERVAL_NANOS, () -> {
                count++;
                Runnable line = other.check(timer.nanoTime(), logged);
                if (line != null) {
                    SafeLog.write(line); // not under the lock, and after the repair: the log may block
                }
            });
        }

        /** Checks this loop, and repairs it if it has stopped. Returns what writes a line; {@code null} for none. */
        private synchronized @Nullable Runnable check(long time, AtomicLong logged) {
            long gap = time - checkedAt;
            if (gap < CHECK_INTERVAL_NANOS / 2) {
                return null;
            }
            checkedAt = time;
            long now = count;
            boolean stands = now - seenCount <= 1; // a loop that has just begun again may have counted once
            boolean moved = now != seenCount;
            unchanged = !moved && gap < LATE_NANOS ? unchanged + 1 : 0;
            seenCount = now;
            if (gap >= LATE_NANOS && stands && !stopped) {
                return () -> logPause(gap, time, logged);
            } else if (unchanged == CHECKS_UNTIL_STOPPED && !stopped) {
                stopped = true;
                repair.run();
                return () -> ConcurrentLog.LOG.loopStopped(name, CHECKS_UNTIL_STOPPED);
            } else if (moved && stopped) {
                stopped = false;
                return () -> ConcurrentLog.LOG.loopRuns(name);
            }
            return null;
        }

        /** Logs a pause, which the other loop may have noticed too. */
        private static void logPause(long gap, long time, AtomicLong logged) {
            long last = logged.get();
            if (time - last >= LATE_NANOS && logged.compareAndSet(last, time)) {
                ConcurrentLog.LOG.paused(TimeUnit.NANOSECONDS.toMillis(gap));
            }
        }

        Optional<String> problem() {
            return stopped ? Optional.of(name + " has stopped") : Optional.empty();
        }
    }
}
