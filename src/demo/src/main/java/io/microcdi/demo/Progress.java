package io.microcdi.demo;

import java.time.Duration;

/** Lines that say how far the start is, each with the seconds since it began. For one thread. */
final class Progress {

    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final long start = System.nanoTime();
    private long lastLine = start;

    /** Prints a step that is done or begins. */
    void tell(String step) {
        lastLine = System.nanoTime();
        System.out.printf("%4d s  %s%n", Duration.ofNanos(lastLine - start).toSeconds(), step);
    }

    /** Prints a step that takes long, every 5 seconds without another line. */
    void stillWaitingFor(String step) {
        if (System.nanoTime() - lastLine >= SILENCE.toNanos()) {
            tell("waiting for " + step);
        }
    }

    /** The seconds since the start. */
    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
