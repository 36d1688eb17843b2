package io.microcdi.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread that looks now and then whether tasks that wait are taken, while those at work are short. It is there instead
 * of a second thread for each handful of tasks, which would find nothing to do. What waits behind a task that blocks
 * against all expectation has lost two looks, a millisecond, and from then on threads are sent for at once again.
 */
final class Guard {

    private static final long LOOK = TimeUnit.MICROSECONDS.toNanos(500);
    /** A task that takes longer is not short; it may have waited for a processor, too. */
    private static final long SHORT = TimeUnit.MICROSECONDS.toNanos(100);
    /** So many short ones in a row, and the next will be. */
    private static final int EXPERIENCE = 64;
    /** After so many looks at nothing it leaves. */
    private static final int PATIENCE = 8;

    private enum Post {
        EMPTY, WANTED, KEPT
    }

    private final BooleanSupplier waiting;
    private final AtomicReference<Post> post = new AtomicReference<>(Post.EMPTY);
    /** Counted by all threads without care: that it changes is enough. */
    private volatile int ended;
    private volatile int inexperience = EXPERIENCE;

    /**
     * A post that nobody keeps.
     *
     * @param waiting whether anything waits for a thread
     */
    Guard(BooleanSupplier waiting) {
        this.waiting = waiting;
    }

    /** Whether a guard is enough: tasks are short. */
    boolean suffices() {
        return inexperience == 0;
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
        for (int idle = 0; idle < PATIENCE && !closed.getAsBoolean();) {
            LockSupport.parkNanos(this, LOOK);
            // an interrupt is meant for a task, and this is none
            Thread.interrupted();
            int now = ended;
            if (!waiting.getAsBoolean()) {
                idle++;
            } else if (now == seen) {
                inexperience = EXPERIENCE;
                break;
            } else {
                idle = 0;
            }
            seen = now;
        }
        // whoever relied on it until now has added what the calling thread looks for next
        post.set(Post.EMPTY);
    }

    void taskEnded(long nanos) {
        ended++;
        int left = inexperience;
        if (nanos > SHORT) {
            inexperience = EXPERIENCE;
        } else if (left > 0) {
            inexperience = left - 1;
        }
    }
}
