package io.microcdi.internal.wire;

/**
 * Makes texts from outside safe for logs and messages: one line, at most 200 characters, and no invisible characters or
 * characters that change the direction of text.
 */
public final class Excerpts {

    private static final int MAX = 200;
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

    private static boolean isVisible(String text, int index) {
        return switch (Character.getType(text.codePointAt(index))) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
