package io.microcdi.concurrent;

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

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final int LOOKS = 5;

    private final Loop first;
    private final Loop second;

    /** A watch that has not begun. */
    public LoopWatch(String firstName, SystemTimer firstTimer, String secondName, SystemTimer secondTimer) {
        first = new Loop(firstName, firstTimer);
        second = new Loop(secondName, secondTimer);
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

    private static final class Loop {

        private final String name;
        private final SystemTimer timer;
        private volatile long count;
        private volatile boolean stopped;
        /** Touched by the other loop only. */
        private long seen;
        private int looks;

        Loop(String name, SystemTimer timer) {
            this.name = name;
            this.timer = timer;
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one run at a time
        void start(Loop other) {
            timer.every(PAUSE, () -> {
                count++;
                other.lookAt();
            });
        }

        private synchronized void lookAt() {
            long now = count;
            looks = now == seen ? looks + 1 : 0;
            seen = now;
            if (looks == LOOKS) {
                stopped = true;
                ConcurrentLog.LOG.loopStopped(name, LOOKS);
                timer.addThread();
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
