package io.microcdi.internal.wire;

import java.util.Arrays;

/**
 * Scans JSON text once. It checks the grammar (RFC 8259) and the bounds of {@link WireLimits}, and builds no objects.
 * It throws for an error of the grammar. If a bound is exceeded, it stores the first violation in {@link #violation()}
 * and continues. So the reader still finds the id of the request, and can answer it.
 *
 * <p>Not thread-safe. One scanner is used for many texts, one after the other.
 */
public final class JsonScanner {

    private static final int MAX_KEPT_NAMES = 8;

    /**
     * The member names of the envelope and of a find, by their lengths. They are frequent, so the scanner reuses these
     * strings.
     */
    private static final String[][] USUAL = { {}, {}, { "id" }, { "url", "cmd" }, { "data", "mode" }, { "props" },
            { "twoway", "status" }, { "timeout", "message", "exclude" }, { "executed", "metadata", "protocol" },
            { "namespace" } };

    private final WireLimits limits;
    /** The bounds that messages name: those of the values that the sender wrote. */
    private final WireLimits named;
    /** The number of members of each open object; -1 marks an open array. */
    private int[] members = new int[MAX_KEPT_NAMES];
    private int depth;
    /** The depth at which the nesting of the current value starts. */
    private int floor;
    private String text;
    private int position;
    private boolean escaped;
    private String violation;

    /** Makes a scanner with the given bounds. */
    public JsonScanner(WireLimits limits) {
        this(limits, limits);
    }

    private JsonScanner(WireLimits limits, WireLimits named) {
        this.limits = limits;
        this.named = named;
    }

    /** Makes a scanner of frames. Its messages name the depth that is left for a payload. */
    static JsonScanner ofFrames(WireLimits limits) {
        return new JsonScanner(limits, limits.payload());
    }

    /** Starts a new text. */
    public void reset(String newText) {
        text = newText;
        position = 0;
        depth = 0;
        floor = 0;
        violation = null;
        if (members.length > limits.nesting() && members.length > MAX_KEPT_NAMES) {
            // one hostile text must not enlarge the memory of a link for ever
            members = new int[MAX_KEPT_NAMES];
        }
    }

    /** Starts a value whose bounds are counted separately from the text around it. */
    void beginValue() {
        floor = depth;
        violation = null;
    }

    /** Returns the exceeded bound, for messages; {@code null} if none was exceeded. */
    public String violation() {
        return violation;
    }

    /** Returns the current offset. */
    public int position() {
        return position;
    }

    /** Returns the next character that is not white space; 0 at the end. The position stays before that character. */
    public char peek() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            position++;
        }
        return 0;
    }

    /** Consumes a character if it is the next one that is not white space. Returns whether it did so. */
    public boolean accept(char expected) {
        if (peek() != expected || position >= text.length()) {
            return false;
        }
        position++;
        return true;
    }

    /** Consumes a character that must be the next one. */
    public void expect(char expected) {
        if (!accept(expected)) {
            throw error("'" + expected + "'");
        }
    }

    /** Checks that only white space follows. */
    public void expectEnd() {
        if (peek() != 0 || position < text.length()) {
            throw error("the end of the text");
        }
    }

    /** Opens an object or array. The caller then reads its content. */
    public void enter(char bracket) {
        expect(bracket);
        push(bracket);
    }

    /**
     * Moves to the next member of an object, or to the end of the object.
     *
     * @param first whether no member was read yet
     * @return whether there is a member; its name is then next
     */
    public boolean nextMember(boolean first) {
        if (accept('}')) {
            depth--;
            return false;
        }
        if (!first) {
            expect(',');
        }
        countMember();
        return true;
    }

    /** As {@link #nextMember(boolean)} for an array. */
    public boolean nextElement(boolean first) {
        if (accept(']')) {
            depth--;
            return false;
        }
        if (!first) {
            expect(',');
        }
        return true;
    }

    /** Reads a name and its colon, and returns the unescaped name. */
    public String name() {
        expect('"');
        int start = position;
        skipString();
        String name = usualName(start, position - 1 - start);
        if (name == null) {
            name = value(start);
        }
        expect(':');
        return name;
    }

    private String usualName(int start, int length) {
        if (length < USUAL.length) {
            for (String name : USUAL[length]) {
                if (text.startsWith(name, start)) {
                    return name;
                }
            }
        }
        return null;
    }

    /** Reads a string and returns it unescaped. */
    public String string() {
        expect('"');
        int start = position;
        skipString();
        return value(start);
    }

    /** As {@link #string()}. If the string equals the likely one, it returns that same object. */
    String string(String likely) {
        expect('"');
        int start = position;
        skipString();
        boolean same = likely != null && likely.length() == position - 1 - start && !escaped
                && text.startsWith(likely, start);
        return same ? likely : value(start);
    }

    /**
     * Returns the string that was read last.
     *
     * @param start the offset at which it begins
     */
    private String value(int start) {
        return escaped ? JsonText.unescape(text, start, position - 1) : text.substring(start, position - 1);
    }

    /** Skips one value and returns the offset at which it begins. {@link #position()} is then its end. */
    public int skipValue() {
        peek();
        int start = position;
        int base = depth;
        do {
            if (!open()) {
                while (depth > base && !hasMore()) {
                    depth--;
                }
            }
        } while (depth > base);
        return start;
    }

    /**
     * Opens an object or array and moves to its first value. Skips a scalar or an empty object or array, and returns
     * false.
     */
    private boolean open() {
        char c = peek();
        if (c != '{' && c != '[') {
            skipScalar(c);
            return false;
        }
        position++;
        push(c);
        if (accept(c == '{' ? '}' : ']')) {
            depth--;
            return false;
        }
        if (c == '{') {
            countMember();
            skipName();
        }
        return true;
    }

    private void skipScalar(char first) {
        switch (first) {
            case '"' -> {
                position++;
                skipString();
            }
            case 't' -> skipLiteral("true");
            case 'f' -> skipLiteral("false");
            case 'n' -> skipLiteral("null");
            default -> skipNumber();
        }
    }

    /** Returns whether another value follows in an object or array, and moves to it. Called after a value. */
    private boolean hasMore() {
        boolean object = members[depth - 1] >= 0;
        if (accept(',')) {
            if (object) {
                countMember();
                skipName();
            }
            return true;
        }
        expect(object ? '}' : ']');
        return false;
    }

    private void push(char bracket) {
        if (depth - floor >= limits.nesting()) {
            violate("nested deeper than " + named.nesting());
        }
        if (depth == members.length) {
            members = Arrays.copyOf(members, depth * 2);
        }
        members[depth++] = bracket == '{' ? 0 : -1;
    }

    private void countMember() {
        if (++members[depth - 1] > limits.members()) {
            violate("an object with more than " + limits.members() + " members");
        }
    }

    private void skipName() {
        expect('"');
        skipString();
        expect(':');
    }

    private void skipString() {
        escaped = false;
        for (int i = position; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                position = i + 1;
                return;
            }
            if (c == '\\') {
                escaped = true;
                i = JsonText.checkEscape(text, i);
            } else if (c < ' ') {
                position = i;
                throw error("no control character in a string");
            }
        }
        position = text.length();
        throw error("the end of a string");
    }

    private void skipLiteral(String literal) {
        if (!text.startsWith(literal, position)) {
            throw error(literal);
        }
        position += literal.length();
    }

    private void skipNumber() {
        if (isAt('-')) {
            position++;
        }
        int digits = 1;
        if (isAt('0')) {
            position++;
        } else {
            digits = skipDigits();
        }
        if (isAt('.')) {
            position++;
            digits += skipDigits();
        }
        if (digits > limits.digits()) {
            violate("a number of more than " + limits.digits() + " digits");
        }
        skipExponent();
    }

    private boolean isAt(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    private void skipExponent() {
        if (position < text.length() && (text.charAt(position) | 0x20) == 'e') {
            position++;
            if (isAt('+') || isAt('-')) {
                position++;
            }
            // a short exponent can mean a number of a billion digits, which some types would write out
            if (skipDigits() > 3) {
                violate("an exponent of more than 3 digits");
            }
        }
    }

    private int skipDigits() {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        if (position == start) {
            throw error("a value");
        }
        return position - start;
    }

    private void violate(String bound) {
        if (violation == null) {
            violation = bound;
        }
    }

    private JsonSyntaxException error(String expected) {
        return new JsonSyntaxException(expected, position);
    }
}
