package io.microcdi.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Makes texts from outside safe for logs and messages: one line, at most 200 characters, and no invisible characters or
 * characters that change the direction of text.
 */
public final class Excerpts {

    private static final int MAX = 200;
    /** The most characters of the message of an exception. */
    public static final int MAX_MESSAGE = 4_000;
    private static final char REPLACEMENT = '?';

    private Excerpts() {
    }

    /** Returns a safe excerpt of a text; empty for {@code null}. */
    public static String of(String text) {
        if (text == null) {
            return "";
        }
        String cut = text.length() > MAX ? text.substring(0, MAX) + "…" : text;
        StringBuilder safe = null;
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (!isVisible(cut, i)) {
                safe = safe == null ? new StringBuilder(cut) : safe;
                safe.setCharAt(i, REPLACEMENT);
            } else if (Character.isHighSurrogate(c)) {
                i++;
            }
        }
        return safe == null ? cut : safe.toString();
    }

    /** Returns a safe excerpt of a failure's message, or the name of its class if it has no message. */
    public static String of(Throwable failure) {
        return of(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }

    /**
     * Returns a message of an exception as one line of visible characters, with an escape as that of Java for each other
     * one, and cut after {@link #MAX_MESSAGE} characters.
     */
    public static @Nullable String message(@Nullable String text) {
        return text == null || text.length() <= MAX_MESSAGE && isVisible(text) ? text : escaped(text, MAX_MESSAGE);
    }

    /** Returns whether a text has visible characters only, and is one line. */
    static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (!isVisible(text, i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the beginning of a text, with an escape as that of Java for each character that is not visible. */
    static String escaped(String text, int max) {
        StringBuilder safe = new StringBuilder();
        int end = Math.min(text.length(), max);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                safe.append("\\n");
            } else if (c == '\t') {
                safe.append("\\t");
            } else if (isVisible(text, i)) {
                safe.append(c);
                if (Character.isHighSurrogate(c) && ++i < end) {
                    safe.append(text.charAt(i));
                }
            } else {
                safe.append(String.format("\\u%04x", (int) c));
            }
        }
        return end == text.length() ? safe.toString() : safe.append('…').toString();
    }

    private static boolean isVisible(String text, int index) {
        return switch (Character.getType(text.codePointAt(index))) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
