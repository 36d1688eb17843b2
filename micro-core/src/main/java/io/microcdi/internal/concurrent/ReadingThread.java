package io.microcdi.internal.concurrent;

import java.util.function.Supplier;

/**
 * Knows whether the calling thread reads a socket now. Code of the application may run there, as listeners and inline
 * dependents do. It must not wait for a message, which this thread may be the one to read.
 */
public final class ReadingThread {

    /** How many runs there are on the thread, one inside the other. It holds no class of an application. */
    private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

    private ReadingThread() {
    }

    /** Runs an action as part of reading. */
    public static <T> T call(Supplier<T> action) {
        int[] depth = DEPTH.get();
        depth[0]++;
        try {
            return action.get();
        } finally {
            depth[0]--;
        }
    }

    /** Returns whether the calling thread reads now. */
    public static boolean isHere() {
        return DEPTH.get()[0] > 0;
    }
}
