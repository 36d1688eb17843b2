package io.microcdi.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Detects a pool's thread that is stuck in a task while more tasks wait. While tasks are short, one thread runs them
 * all, and a second one would find no task. One thread of the pool then becomes the watchdog, which checks the other
 * every 500 microseconds. A task behind one that blocks thus waits for two checks, a millisecond. From then on the pool
 * wakes a thread for each task again. Thread-safe.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>NONE</td><td>{@link #want}</td><td>WANTED: the caller wakes or makes a thread</td></tr>
 * <tr><td>WANTED</td><td>a thread calls {@link #take}</td><td>WATCHING: it is the watchdog, in {@link #watch}</td></tr>
 * <tr><td>WANTED</td><td>{@link #giveUp}</td><td>NONE: no thread could be woken</td></tr>
 * <tr><td>WATCHING</td><td>no task ended between two checks while tasks wait</td><td>NONE: tasks count as long from now on, and
 * the thread takes one</td></tr>
 * <tr><td>WATCHING</td><td>eight checks found nothing waiting, or the pool closes</td><td>NONE</td></tr>
 * </table>
 */
final class StallWatchdog {

    private static final long CHECK_INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    /** The longest average time of tasks that count as short. */
    private static final int SHORT_TASK_NANOS = (int) TimeUnit.MICROSECONDS.toNanos(100);
    /** The average before any task has run, and after one was stuck. */
    private static final int UNKNOWN_AVERAGE_NANOS = 2 * SHORT_TASK_NANOS;
    /** The longest time that one task adds to the average. A task may take longer because it waits for a processor. */
    private static final long MAX_COUNTED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** The number of tasks that the average is about made of. Later tasks weigh more. */
    private static final int AVERAGED_TASKS = 64;
    /** The watchdog ends after so many checks in which no task waited. */
    private static final int IDLE_CHECKS = 8;

    private enum State {
        NONE, WANTED, WATCHING
    }

    private final BooleanSupplier waiting;
    private final AtomicReference<State> state = new AtomicReference<>(State.NONE);
    /** The number of ended tasks. Threads count without a lock, because the watchdog needs only that the number changes. */
    private volatile int ended;
    private volatile int average = UNKNOWN_AVERAGE_NANOS;

    /**
     * Makes a watchdog that does not run.
     *
     * @param waiting returns whether a task waits for a thread
     */
    StallWatchdog(BooleanSupplier waiting) {
        this.waiting = waiting;
    }

    /** Returns whether tasks are short, so that a watchdog is enough. */
    boolean suffices() {
        return average < SHORT_TASK_NANOS;
    }

    boolean isActive() {
        return state.get() != State.NONE;
    }

    /** Asks for a watchdog. Returns false if one runs, or was asked for. */
    boolean want() {
        return state.compareAndSet(State.NONE, State.WANTED);
    }

    /** Makes the calling thread the watchdog, if one was asked for. */
    boolean take() {
        return state.get() == State.WANTED && state.compareAndSet(State.WANTED, State.WATCHING);
    }

    /**
     * Withdraws {@link #want}, because no thread can be woken. Returns false if a thread has become the watchdog
     * meanwhile.
     */
    boolean giveUp() {
        return state.compareAndSet(State.WANTED, State.NONE);
    }

    /** Checks until a task is stuck while others wait, or no task has waited for eight checks. */
    void watch(BooleanSupplier closed) {
        int seen = ended;
        for (int idle = 0; idle < IDLE_CHECKS && !closed.getAsBoolean();) {
            LockSupport.parkNanos(this, CHECK_INTERVAL_NANOS);
            // an interrupt is meant for a task, and this is none
            Thread.interrupted();
            int now = ended;
            if (!waiting.getAsBoolean()) {
                idle++;
            } else if (now == seen) {
                average = UNKNOWN_AVERAGE_NANOS;
                break;
            } else {
                idle = 0;
            }
            seen = now;
        }
        // the calling thread next checks for a task that was added until now in reliance on the watchdog
        state.set(State.NONE);
    }

    /** Returns a number that changes while tasks end. */
    int ended() {
        return ended;
    }

    /** Counts a task. Two threads at once may count as one, but the number changes. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void taskEnded(long nanos) {
        ended++;
        int before = average;
        average = before + (int) (Math.min(nanos, MAX_COUNTED_NANOS) - before) / AVERAGED_TASKS;
    }
}
