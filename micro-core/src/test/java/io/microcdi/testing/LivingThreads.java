package io.microcdi.testing;

import java.util.List;
import java.util.function.Predicate;

/** Threads that do not end. */
public final class LivingThreads {

    private static final long PATIENCE_MILLIS = 30_000;

    private LivingThreads() {
    }

    /** Those that are alive after each was given the time to end what it does. */
    public static List<Thread> of(Predicate<Thread> which) {
        return Thread.getAllStackTraces().keySet().stream().filter(which).filter(LivingThreads::stays).toList();
    }

    private static boolean stays(Thread thread) {
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return thread.isAlive();
    }
}
