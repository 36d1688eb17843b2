package io.microcdi.internal.wire;

/**
 * Texts from outside as they may stand in a log or a message: on one line, of at most 200 characters, and without any
 * character that has no shape of its own or changes the order of others.
 */
public final class Excerpts {

    private static final int MAX = 200;
    private static final char REPLACEMENT = '?';

    private Excerpts() {
    }

    /** A text as it may be shown; empty for {@code null}. */
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

    /** The message of a failure, or its class where it has none, as it may be shown. */
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
