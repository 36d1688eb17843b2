package io.microcdi.engine;

import java.util.List;

/** The engine's own threads, by the beginning of their names. */
final class MicroThreads {

    private MicroThreads() {
    }

    /** Those that are alive after each was given the time to end what it does. */
    static List<String> alive() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("micro-"))
                .filter(MicroThreads::stays).map(Thread::getName).sorted().toList();
    }

    private static boolean stays(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return thread.isAlive();
    }
}
