package io.microcdi.internal.concurrent;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two timers watch each other, so that a loop of the engine that has ended or hangs is noticed. Each of the two raises a
 * count every second, through the same executor as all its actions, and looks at the other's. A count that stood still for
 * five looks in a row means that the other loop has stopped: the message MICRO001400 says so, the loop gets another
 * thread, and {@link #problem()} tells it until the count moves again. Counting looks instead of comparing times makes a
 * pause of the whole process harmless. Thread-safe.
 */
public final class LoopWatch {

    private static final long LOOK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int LOOKS_UNTIL_STOPPED = 5;

    private final Loop first;
    private final Loop second;

    /** A watch that has not begun. */
    public LoopWatch(Loop first, Loop second) {
        this.first = first;
        this.second = second;
    }

    /** Begins; ends when the timers are closed. */
    public void start() {
        first.start(second);
        second.start(first);
    }

    /** The loop that has stopped, as {@code the timer has stopped}; empty if both run. */
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
        private long seen;
        private int looks;

        /**
         * A loop.
         *
         * @param timer runs its actions by the loop, and by the same executor as all others
         * @param repair adds threads beside those that hang
         */
        public Loop(String name, Timer timer, Runnable repair) {
            this.name = name;
            this.timer = timer;
            this.repair = repair;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one run at a time
        void start(Loop other) {
            timer.every(LOOK_INTERVAL_NANOS, () -> {
                count++;
                other.lookAt();
            });
        }

        private synchronized void lookAt() {
            long now = count;
            looks = now == seen ? looks + 1 : 0;
            seen = now;
            if (looks == LOOKS_UNTIL_STOPPED) {
                stopped = true;
                ConcurrentLog.LOG.loopStopped(name, LOOKS_UNTIL_STOPPED);
                repair.run();
            } else if (looks == 0 && stopped) {
                stopped = false;
                ConcurrentLog.LOG.loopRuns(name);
            }
        }

        Optional<String> problem() {
            return stopped ? Optional.of(name + " has stopped") : Optional.empty();
        }
    }
}
