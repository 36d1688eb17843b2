package io.microcdi.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

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

    /**
     * Returns the line for the end of the start.
     *
     * @param begun when the command began that has built the demo, if one has
     */
    String up(Optional<Instant> begun) {
        String here = String.format(Locale.ROOT, "Up in %.1f s", (System.nanoTime() - start) / 1e9);
        return here + begun.map(command -> ", " + Duration.between(command, Instant.now()).toSeconds()
                + " s after the command:").orElse(":");
    }
}
