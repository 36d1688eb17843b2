package io.microcdi.internal.registry.terminal;

/**
 * Makes texts of the registry and of services harmless for a terminal. A control code could move the cursor, change the
 * title or type for the user, and a mark of direction could show another text.
 */
final class SafeText {

    private SafeText() {
    }

    /** Returns one line: each character that is no visible one or a space is written by its number. */
    static String line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isSafe(c)) {
                safe.appendCodePoint(c);
            } else {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return safe.toString();
    }

    /**
     * Returns the same valid JSON text with its line ends. In strings an escape stands for each other character that is not
     * visible. Between values only white space can be such a character.
     */
    static String json(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        boolean inString = false;
        boolean escaped = false;
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (isSafe(c) || c == '\n') {
                safe.appendCodePoint(c);
            } else if (inString) {
                for (char unit : Character.toChars(c)) {
                    safe.append("\\u").append(Integer.toHexString(0x10000 | unit).substring(1));
                }
            } else {
                safe.append(' ');
            }
            inString ^= c == '"' && !escaped;
            escaped = inString && c == '\\' && !escaped;
        }
        return safe.toString();
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> !isInvisible(c);
        };
    }

    /** Letters, marks and symbols without a form of their own: joiners, fillers, selectors of variants, the empty Braille cell. */
    private static boolean isInvisible(int c) {
        return switch (c) {
            case 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180f, 0x2800, 0x3164, 0xffa0 -> true;
            default -> c >= 0xfe00 && c <= 0xfe0f || c >= 0xe0100 && c <= 0xe01ef;
        };
    }
}
