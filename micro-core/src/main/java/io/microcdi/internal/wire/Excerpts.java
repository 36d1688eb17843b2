package io.microcdi.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Makes texts from outside safe for logs and messages: one bounded line without invisible characters and characters that change
 * the direction of text. An excerpt of 200 characters has a question mark for each of them, a message an escape.
 */
public final class Excerpts {

    private static final int MAX = 200;
    /** The most characters of the message of an exception, with its escapes. */
    public static final int MAX_MESSAGE = 4_000;
    private static final char REPLACEMENT = '?';
    private static final int NON_JOINER = 0x200c;
    private static final int JOINER = 0x200d;

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
     * one, and cut to {@link #MAX_MESSAGE} characters. A joiner or non-joiner between two visible characters is part of a word or
     * of an emoji, and stays.
     */
    public static @Nullable String message(@Nullable String text) {
        return text == null || text.length() <= MAX_MESSAGE && isVisible(text) ? text : escaped(text, MAX_MESSAGE);
    }

    /** Returns whether a text has visible characters only, with joiners between them, and is one line. */
    static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (!isVisible(text, i) && !joins(text, i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns a text, or its beginning, with an escape as that of Java for each character that is not visible. It is cut before a
     * character or an escape that has no room.
     *
     * @param max the most characters of the result
     */
    static String escaped(String text, int max) {
        StringBuilder safe = new StringBuilder();
        int cut = 0;
        int next;
        for (int i = 0; i < text.length(); i = next) {
            next = i + Character.charCount(text.codePointAt(i));
            if (isVisible(text, i) || joins(text, i)) {
                safe.append(text, i, next);
            } else {
                text.substring(i, next).chars().forEach(c -> safe.append(escape(c)));
            }
            if (safe.length() > max) {
                safe.setLength(cut);
                return safe.append('…').toString();
            }
            cut = safe.length() < max ? safe.length() : cut;
        }
        return safe.toString();
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", c);
        };
    }

    private static boolean joins(String text, int index) {
        int c = text.charAt(index);
        return (c == NON_JOINER || c == JOINER) && index > 0 && index + 1 < text.length()
                && isShown(text, text.offsetByCodePoints(index, -1)) && isShown(text, index + 1);
    }

    private static boolean isShown(String text, int index) {
        return isVisible(text, index) && !Character.isSpaceChar(text.codePointAt(index));
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
