package io.microcdi.cdi.config;

/** Texts from outside as they may stand in a message: on one line, and not endless. */
final class Excerpts {

    private static final int MAX = 200;

    private Excerpts() {
    }

    static String of(String text) {
        String cut = text.length() > MAX ? text.substring(0, MAX) + "…" : text;
        StringBuilder safe = new StringBuilder(cut.length());
        cut.chars().forEach(c -> safe.append(Character.isISOControl(c) ? '?' : (char) c));
        return safe.toString();
    }
}
