package io.microcdi.internal.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The texts that travel beside a payload (wire, Additions), with their bounds. */
public final class Metadata {

    /** The name of the entry with the correlation id. */
    public static final String CORRELATION_ID = "correlation-id";

    /** The name of the entry with the token of the user, as in the HTTP header: {@code Bearer} and the token. */
    public static final String AUTHORIZATION = "authorization";

    /** The JSON text without entries. */
    public static final String NONE = "{}";

    /** The largest number of entries of an application: two are those of the engine. */
    public static final int MAX_OWN = 30;

    private static final int MAX_ENTRIES = MAX_OWN + 2;
    private static final int MAX_NAME = 64;
    /** The largest size of all names and texts, in bytes of UTF-8. */
    private static final int MAX_SIZE = 8 << 10;
    private static final int MAX_ID = 128;

    private Metadata() {
    }

    /** Returns the JSON text with only a correlation id. */
    public static String ofCorrelationId(String id) {
        return "{\"" + CORRELATION_ID + "\":" + JsonText.quote(id) + "}";
    }

    /**
     * Returns the JSON text of a request.
     *
     * @param id the correlation id; {@code null} for none
     * @param authorization the authorization of the user; {@code null} for none
     * @param own the entries of the application
     */
    public static String of(String id, String authorization, Map<String, String> own) {
        if (authorization == null && own.isEmpty()) {
            return id == null ? NONE : ofCorrelationId(id);
        }
        StringBuilder text = new StringBuilder();
        entries(id, authorization, own).forEach((name, value) -> text.append(text.isEmpty() ? '{' : ',').append('"')
                .append(name).append("\":").append(JsonText.quote(value)));
        return text.append('}').toString();
    }

    /** Returns the entries of a request, as {@link #of}. */
    public static Map<String, String> entries(String id, String authorization, Map<String, String> own) {
        Map<String, String> entries = id == null ? Map.of() : Map.of(CORRELATION_ID, id);
        if (authorization != null) {
            entries = with(entries, AUTHORIZATION, authorization);
        }
        for (Map.Entry<String, String> entry : own.entrySet()) {
            entries = with(entries, entry.getKey(), entry.getValue());
        }
        return entries;
    }

    /** Returns whether all entries of a request together keep the bounds. */
    public static boolean fits(String authorization, Map<String, String> own) {
        int size = CORRELATION_ID.length() + MAX_ID
                + (authorization == null ? 0 : AUTHORIZATION.length() + bytes(authorization));
        for (Map.Entry<String, String> entry : own.entrySet()) {
            size += entry.getKey().length() + bytes(entry.getValue());
        }
        return own.size() <= MAX_OWN && size <= MAX_SIZE;
    }

    /** Returns the bytes of a text in UTF-8, at most: half of a surrogate pair counts as two. */
    private static int bytes(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    /** Returns whether an application may use a name: 1 to 64 of a-z, 0-9 and -, and not one of the engine's. */
    public static boolean isOwnName(String name) {
        return isName(name) && !name.equals(CORRELATION_ID) && !name.equals(AUTHORIZATION);
    }

    /** Returns whether a text is a valid correlation id: 1 to 128 visible ASCII characters. */
    public static boolean isCorrelationId(String text) {
        return text != null && !text.isEmpty() && text.length() <= MAX_ID
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * Reads the next value as metadata.
     *
     * @param refused gets the rule that the value breaks
     * @return the entries in their order; {@code null} if the value is not an object of texts, or breaks a bound
     */
    static Map<String, String> read(JsonScanner scanner, Consumer<String> refused) {
        if (scanner.peek() != '{') {
            scanner.skipValue();
            refused.accept("metadata is an object of texts");
            return null;
        }
        Map<String, String> entries = Map.of();
        int size = 0;
        boolean valid = true;
        scanner.enter('{');
        for (boolean first = true; scanner.nextMember(first); first = false) {
            String name = scanner.name();
            String value = null;
            if (scanner.peek() == '"') {
                value = scanner.string();
                size += name.length() + bytes(value);
            } else {
                scanner.skipValue();
            }
            String fault = valid ? fault(entries, name, value, size) : null;
            if (fault != null) {
                refused.accept(fault);
                valid = false;
            } else if (valid) {
                entries = with(entries, name, value);
            }
        }
        return valid ? entries : null;
    }

    /** Returns the rule that an entry breaks; {@code null} for none. */
    private static String fault(Map<String, String> entries, String name, String value, int size) {
        if (!isName(name)) {
            return "the metadata has the name \"" + Excerpts.of(name) + "\": expected 1 to " + MAX_NAME
                    + " of a-z, 0-9 and -";
        }
        if (value == null) {
            return "the metadata \"" + name + "\" is no text";
        }
        if (entries.containsKey(name)) {
            return "the metadata \"" + name + "\" is there twice";
        }
        if (entries.size() >= MAX_ENTRIES) {
            return "the metadata has more than " + MAX_ENTRIES + " texts";
        }
        return size > MAX_SIZE ? "the metadata has more than " + MAX_SIZE + " bytes" : null;
    }

    /** Returns the entries with one more. Metadata with one entry, as nearly all has, needs no large map. */
    public static Map<String, String> with(Map<String, String> entries, String name, String value) {
        if (entries.isEmpty()) {
            return Map.of(name, value);
        }
        Map<String, String> more = entries.size() == 1 ? new LinkedHashMap<>(entries) : entries;
        more.put(name, value);
        return more;
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }
}
