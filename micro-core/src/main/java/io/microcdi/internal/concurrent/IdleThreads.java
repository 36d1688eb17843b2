package io.microcdi.internal.concurrent;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * The idle threads of a pool. The pool wakes one at a time: the thread that became idle last, because its data is probably
 * still in a cache. The threads that are not needed are thus never woken, and end. A semaphore would wake a second thread
 * each time, to check for one more permit. Thread-safe.
 */
final class IdleThreads {

    private final Deque<Place> stack = new ConcurrentLinkedDeque<>();

    /** An idle thread. */
    static final class Place {

        private final Thread thread = Thread.currentThread();
        private volatile boolean called;
    }

    /** Adds the calling thread. From now on {@link #call} may wake it. */
    Place enter() {
        Place place = new Place();
        stack.push(place);
        return place;
    }

    /** Removes the calling thread. Returns false if {@link #call} has taken it already. */
    boolean leave(Place place) {
        return stack.remove(place);
    }

    /**
     * Waits until the thread is woken, or the time has passed.
     *
     * @return whether the thread was woken; if not, it is idle no longer
     */
    boolean await(Place place, long nanos) {
        long end = System.nanoTime() + nanos;
        while (!place.called) {
            long left = end - System.nanoTime();
            if (left <= 0 && leave(place)) {
                return false;
            }
            // if the place could not leave, another thread has taken it and is about to set the mark
            LockSupport.parkNanos(this, Math.max(1, left));
            // an interrupt is meant for a task, and this is none
            Thread.interrupted();
        }
        return true;
    }

    /** Wakes a thread. Returns false if none is idle. */
    boolean call() {
        Place place = stack.poll();
        if (place == null) {
            return false;
        }
        place.called = true;
        LockSupport.unpark(place.thread);
        return true;
    }

    void callAll() {
        boolean more = true;
        while (more) {
            more = call();
        }
    }
}
