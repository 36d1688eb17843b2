package io.microcdi.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Makes texts from outside safe for logs and messages: one bounded line without invisible characters and characters
 * that change the direction of text. An excerpt of 200 characters has a question mark for each of them, a message an
 * escape.
 */
public final class Excerpts {

    /** Replaces a part that a message must not show. */
    public static final String HIDDEN = "(not shown)";

    private static final int MAX = 200;
    /** The most characters of the message of an exception, with its escapes. */
    public static final int MAX_MESSAGE = 4_000;
    private static final char REPLACEMENT = '?';
    /**
     * Invisible characters that Unicode counts as letters, marks or symbols: a joiner of graphemes, fillers, an empty
     * pattern of Braille. The selectors of variants are in {@link #isSelector(int)}.
     */
    private static final String UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

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

    /**
     * Returns a text without the parts of an address that may be secret: the part before the last {@code @}, which may be a
     * user and a password, and the query. The text may be an invalid address, or several addresses.
     */
    public static String withoutUser(String text) {
        int scheme = text.indexOf("//");
        int at = text.lastIndexOf('@');
        if (scheme < 0) {
            return text.lastIndexOf(':', at) < 0 ? text : HIDDEN + text.substring(at);
        }
        String shown = at > scheme ? text.substring(0, scheme + 2) + HIDDEN + text.substring(at) : text;
        int query = shown.indexOf('?', scheme);
        return query < 0 ? shown : shown.substring(0, query + 1) + HIDDEN;
    }

    /** Returns a safe excerpt of a failure's message, or the name of its class if it has no message. */
    public static String of(Throwable failure) {
        return of(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }

    /**
     * Returns a message of an exception as one line of at most {@link #MAX_MESSAGE} characters. Invisible characters
     * are escaped as in Java.
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

    /**
     * Returns a text, or its beginning. Invisible characters are escaped as in Java. It is cut before a
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
            if (isVisible(text, i)) {
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

    private static boolean isVisible(String text, int index) {
        int c = text.codePointAt(index);
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> UNSEEN.indexOf(c) < 0 && !isSelector(c);
        };
    }

    /** Returns whether a character selects a variant of the one before it. Any number of them may hide a text. */
    private static boolean isSelector(int c) {
        return c >= 0xfe00 && c <= 0xfe0f || c >= 0xe0100 && c <= 0xe01ef || c >= 0x180b && c <= 0x180f;
    }
}
