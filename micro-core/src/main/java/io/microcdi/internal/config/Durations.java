package io.microcdi.internal.config;

import java.time.DateTimeException;
import java.time.Duration;

import io.microcdi.internal.wire.Excerpts;

/** Reads and writes durations in the form that configuration and HTTP parameters use. */
public final class Durations {

    private Durations() {
    }

    /**
     * Reads {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code PT10S}, or a bare number of milliseconds.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    public static Duration parse(String text) {
        String value = text.strip();
        try {
            if (value.startsWith("P") || value.startsWith("p")) {
                return Duration.parse(value);
            }
            int unit = value.length();
            while (unit > 0 && !Character.isDigit(value.charAt(unit - 1))) {
                unit--;
            }
            long amount = Long.parseLong(value.substring(0, unit).strip());
            return switch (value.substring(unit)) {
                case "", "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> throw new IllegalArgumentException(Excerpts.of(text) + " is not a duration");
            };
        } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(Excerpts.of(text) + " is not a duration", e);
        }
    }

    /**
     * Returns the shortest text that {@link #parse(String)} reads as the same duration. Parts of a millisecond are left out.
     */
    public static String format(Duration duration) {
        long millis;
        try {
            millis = duration.toMillis();
        } catch (ArithmeticException longerThanAnyNumberOfMillis) {
            return duration.toString();
        }
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
