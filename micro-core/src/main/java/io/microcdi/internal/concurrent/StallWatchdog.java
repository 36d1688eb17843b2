package io.microcdi.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread that looks now and then whether tasks that wait are taken, while those at work are short. It is there instead
 * of a second thread for each handful of tasks, which would find nothing to do. What waits behind a task that blocks
 * against all expectation has lost two looks, a millisecond, and from then on threads are sent for at once again.
 */
final class StallWatchdog {

    private static final long LOOK_INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    /** Tasks that take no longer on average are short. */
    private static final int SHORT_TASK_NANOS = (int) TimeUnit.MICROSECONDS.toNanos(100);
    /** The average as long as nothing is known of tasks, or nothing good. */
    private static final int UNKNOWN_AVERAGE_NANOS = 2 * SHORT_TASK_NANOS;
    /** So much of one task counts: it may have waited for a processor, as a few of many always do. */
    private static final long MAX_COUNTED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** The average is that of about so many tasks, the last of which count most. */
    private static final int AVERAGED_TASKS = 64;
    /** After so many looks at nothing it leaves. */
    private static final int IDLE_LOOKS = 8;

    private enum Post {
        EMPTY, WANTED, KEPT
    }

    private final BooleanSupplier waiting;
    private final AtomicReference<Post> post = new AtomicReference<>(Post.EMPTY);
    /** Counted by all threads without care, as the average is: that it changes is enough. */
    private volatile int ended;
    private volatile int average = UNKNOWN_AVERAGE_NANOS;

    /**
     * A post that nobody keeps.
     *
     * @param waiting whether anything waits for a thread
     */
    StallWatchdog(BooleanSupplier waiting) {
        this.waiting = waiting;
    }

    /** Whether a guard is enough: tasks are short. */
    boolean suffices() {
        return average < SHORT_TASK_NANOS;
    }

    boolean isThere() {
        return post.get() != Post.EMPTY;
    }

    /** Asks for a guard; false if there is one, or one is on its way. */
    boolean want() {
        return post.compareAndSet(Post.EMPTY, Post.WANTED);
    }

    /** Whether the calling thread is to be the guard. */
    boolean take() {
        return post.get() == Post.WANTED && post.compareAndSet(Post.WANTED, Post.KEPT);
    }

    /** Asks for none after all, since nobody can be called; false if a thread that came by itself has taken the post. */
    boolean giveUp() {
        return post.compareAndSet(Post.WANTED, Post.EMPTY);
    }

    /** Keeps guard until a task does not end while others wait, or nothing has waited for a while. */
    void keep(BooleanSupplier closed) {
        int seen = ended;
        for (int idle = 0; idle < IDLE_LOOKS && !closed.getAsBoolean();) {
            LockSupport.parkNanos(this, LOOK_INTERVAL_NANOS);
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
        // whoever relied on it until now has added what the calling thread looks for next
        post.set(Post.EMPTY);
    }

    /** A number that changes while tasks end. */
    int ended() {
        return ended;
    }

    void taskEnded(long nanos) {
        ended++;
        int before = average;
        average = before + (int) (Math.min(nanos, MAX_COUNTED_NANOS) - before) / AVERAGED_TASKS;
    }
}
