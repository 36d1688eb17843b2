package io.microcdi.internal.registry.terminal;

import java.util.function.IntFunction;

/**
 * Makes texts of the registry and of services harmless for a terminal. A control code could move the cursor, change the
 * title or type for the user, and a mark of direction could show another text.
 */
final class SafeText {

    private SafeText() {
    }

    /** Returns one line: each character that is no visible one or a space is written by its number. */
    static String line(String text) {
        return escaped(text, c -> "\\u{" + Integer.toHexString(c) + "}", false);
    }

    /** Returns a JSON text with its line ends. JSON allows such characters in its strings only, and there this is an escape. */
    static String json(String text) {
        return escaped(text, c -> {
            StringBuilder units = new StringBuilder();
            for (char unit : Character.toChars(c)) {
                units.append("\\u").append(Integer.toHexString(0x10000 | unit).substring(1));
            }
            return units.toString();
        }, true);
    }

    private static String escaped(String text, IntFunction<String> escape, boolean lines) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isSafe(c) || lines && c == '\n') {
                safe.appendCodePoint(c);
            } else {
                safe.append(escape.apply(c));
            }
        });
        return safe.toString();
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
