package io.microcdi.internal.concurrent;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that have nothing to do. One is called at a time, the last that came: what it used is likely still in a cache,
 * and those that are never called end. A semaphore would wake a second one with each, to look for a permit of its own.
 */
final class IdleThreads {

    private final Deque<Place> stack = new ConcurrentLinkedDeque<>();

    /** Where a thread waits to be called. */
    static final class Place {

        private final Thread thread = Thread.currentThread();
        private volatile boolean called;
    }

    /** The calling thread's place; from now on it may be called. */
    Place enter() {
        Place place = new Place();
        stack.push(place);
        return place;
    }

    /** Takes the calling thread's place back; false if it was called. */
    boolean leave(Place place) {
        return stack.remove(place);
    }

    /**
     * Waits in a place.
     *
     * @return whether it was called; if not, it has left
     */
    boolean await(Place place, long nanos) {
        long end = System.nanoTime() + nanos;
        while (!place.called) {
            long left = end - System.nanoTime();
            if (left <= 0 && leave(place)) {
                return false;
            }
            // called at this moment: the mark comes at once
            LockSupport.parkNanos(this, Math.max(1, left));
            // an interrupt is meant for a task, and this is none
            Thread.interrupted();
        }
        return true;
    }

    /** Calls a thread; false if there is none. */
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
