package io.microcdi.internal.wire;

/** Writes and reads the strings of JSON text. */
public final class JsonText {

    private static final String HEX = "0123456789abcdef";

    private JsonText() {
    }

    /** Returns a string as JSON text, in quotes. An unpaired surrogate is escaped, because UTF-8 cannot encode it. */
    public static String quote(String value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            if (mustEscape(value, i)) {
                return escape(value, i);
            }
        }
        return "\"" + value + "\"";
    }

    /**
     * Returns well-formed JSON text whose unpaired surrogates are escaped, because UTF-8 cannot encode them. They can only
     * stand inside strings.
     */
    public static String escapeUnpaired(String json) {
        StringBuilder escaped = null;
        int copied = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Character.isSurrogate(c) && isHalf(json, i, c)) {
                escaped = escaped == null ? new StringBuilder(json.length() + 16) : escaped;
                appendEscape(escaped.append(json, copied, i).append('\\'), c);
                copied = i + 1;
            }
        }
        return escaped == null ? json : escaped.append(json, copied, json.length()).toString();
    }

    private static void appendEscape(StringBuilder json, char c) {
        json.append('u').append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15)).append(HEX.charAt(c >> 4 & 15))
                .append(HEX.charAt(c & 15));
    }

    private static String escape(String value, int first) {
        StringBuilder json = new StringBuilder(value.length() + 16).append('"').append(value, 0, first);
        for (int i = first; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!mustEscape(value, i)) {
                json.append(c);
                continue;
            }
            json.append('\\');
            switch (c) {
                case '"', '\\' -> json.append(c);
                case '\n' -> json.append('n');
                case '\r' -> json.append('r');
                case '\t' -> json.append('t');
                default -> appendEscape(json, c);
            }
        }
        return json.append('"').toString();
    }

    private static boolean mustEscape(String value, int index) {
        char c = value.charAt(index);
        return c < ' ' || c == '"' || c == '\\' || c >= Character.MIN_SURROGATE && isHalf(value, index, c);
    }

    private static boolean isHalf(String value, int index, char c) {
        if (Character.isHighSurrogate(c)) {
            return index + 1 == value.length() || !Character.isLowSurrogate(value.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(value.charAt(index - 1)));
    }

    /**
     * Returns the value of a JSON string between two offsets, without its quotes. Its escapes must have been checked.
     */
    public static String unescape(String text, int start, int end) {
        StringBuilder value = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                value.append(c);
                continue;
            }
            c = text.charAt(++i);
            switch (c) {
                case 'b' -> value.append('\b');
                case 'f' -> value.append('\f');
                case 'n' -> value.append('\n');
                case 'r' -> value.append('\r');
                case 't' -> value.append('\t');
                case 'u' -> {
                    value.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> value.append(c);
            }
        }
        return value.toString();
    }

    /** Checks the escape at an offset and returns the offset of its last character. */
    static int checkEscape(String text, int backslash) {
        int next = backslash + 1;
        if (next < text.length()) {
            char c = text.charAt(next);
            if ("\"\\/bfnrt".indexOf(c) >= 0) {
                return next;
            }
            if (c == 'u' && isHex(text, next + 1)) {
                return next + 4;
            }
        }
        throw new JsonSyntaxException("an escape", backslash);
    }

    private static boolean isHex(String text, int start) {
        if (start + 4 > text.length()) {
            return false;
        }
        for (int i = start; i < start + 4; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
                return false;
            }
        }
        return true;
    }
}
