package io.microcdi.internal.wire;

import java.util.Arrays;

/**
 * Walks over JSON text once, checking its grammar (RFC 8259) and the bounds of {@link WireLimits}, without building
 * anything. The grammar's errors are thrown; the first bound that was passed is remembered in {@link #violation()}, and
 * the walk goes on, so that the sender can still be told by the id of its request.
 *
 * <p>Not thread-safe; made once and used for one text after the other.
 */
public final class JsonScanner {

    private static final int MAX_KEPT_NAMES = 8;

    /** The names of the envelope and of a find, by their lengths: they come often, and need not be made again. */
    private static final String[][] USUAL = { {}, {}, { "id" }, { "url", "cmd" }, { "data", "mode" }, { "props" },
            { "twoway", "status" }, { "timeout", "message", "exclude" }, { "executed", "metadata", "protocol" },
            { "namespace" } };

    private final WireLimits limits;
    /** How many members each open object has; -1 marks an open array. */
    private int[] members = new int[MAX_KEPT_NAMES];
    private int depth;
    /** Where the nesting of the value at hand is counted from. */
    private int floor;
    private String text;
    private int position;
    private boolean escaped;
    private String violation;

    /** A scanner with these bounds. */
    public JsonScanner(WireLimits limits) {
        this.limits = limits;
    }

    /** Begins a text. */
    public void reset(String newText) {
        text = newText;
        position = 0;
        depth = 0;
        floor = 0;
        violation = null;
        if (members.length > limits.nesting() && members.length > MAX_KEPT_NAMES) {
            // one hostile text must not cost a link its memory for ever
            members = new int[MAX_KEPT_NAMES];
        }
    }

    /** Begins a value that has bounds of its own, whatever came before it and around it. */
    void beginValue() {
        floor = depth;
        violation = null;
    }

    /** The bound that was passed, for messages; {@code null} if none was. */
    public String violation() {
        return violation;
    }

    /** Where the walk is. */
    public int position() {
        return position;
    }

    /** The next character that is not white space, without passing it; 0 at the end. */
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

    /** Passes a character if it is the next one that is not white space. */
    public boolean accept(char expected) {
        if (peek() != expected || position >= text.length()) {
            return false;
        }
        position++;
        return true;
    }

    /** Passes a character that must come. */
    public void expect(char expected) {
        if (!accept(expected)) {
            throw error("'" + expected + "'");
        }
    }

    /** Checks that nothing follows. */
    public void expectEnd() {
        if (peek() != 0 || position < text.length()) {
            throw error("the end of the text");
        }
    }

    /** Opens an object or array whose content the caller walks itself. */
    public void enter(char bracket) {
        expect(bracket);
        push(bracket);
    }

    /**
     * Passes to the next member of an object, or to its end.
     *
     * @param first whether none was passed yet
     * @return whether there is one; then its name is next
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

    /** Passes a name and its colon; the name is unescaped. */
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

    /** Passes a string and returns it unescaped. */
    public String string() {
        expect('"');
        int start = position;
        skipString();
        return value(start);
    }

    /** As {@link #string()}; the very text that is given where it is the same. */
    String string(String likely) {
        expect('"');
        int start = position;
        skipString();
        boolean same = likely != null && likely.length() == position - 1 - start && !escaped
                && text.startsWith(likely, start);
        return same ? likely : value(start);
    }

    /** The string that was passed last, which began here. */
    private String value(int start) {
        return escaped ? JsonText.unescape(text, start, position - 1) : text.substring(start, position - 1);
    }

    /** Passes one value and returns where it began; {@link #position()} is where it ended. */
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

    /** Opens an object or array up to its first value; passes a scalar, or one that is empty, and returns false. */
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

    /** Behind a value inside an object or array: whether another one comes; passes up to it. */
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
            violate("nested deeper than " + limits.nesting());
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
            // a short text can stand for a number of a billion digits, which some types would write out
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
