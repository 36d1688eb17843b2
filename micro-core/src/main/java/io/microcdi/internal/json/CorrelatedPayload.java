package io.microcdi.internal.json;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.WireLimits;

/**
 * The correlation id inside a payload (wire, section 5). Works on JSON text, so that the caller's object is never
 * touched and nothing is bound twice.
 */
public final class CorrelatedPayload {

    private static final String MEMBER = "_correlationId";
    /** The member of the wrapper around a value that is no object. */
    private static final String DATA = "data";
    private static final String HEAD = "{\"" + MEMBER + "\":";
    private static final WireLimits OWN_TEXT = new WireLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    private static final Map<Type, Boolean> WRAPPED = new ConcurrentHashMap<>();
    private static final Map<Type, Boolean> WITH_DATA = new ConcurrentHashMap<>();

    private CorrelatedPayload() {
    }

    /**
     * Adds an id to a payload that has none.
     *
     * @param payload JSON text without space around it; {@code null} for none
     * @param id never empty
     */
    public static String inject(String payload, String id) {
        String quoted = JsonText.quote(id);
        if (payload == null) {
            return HEAD + quoted + "}";
        }
        if (!payload.startsWith("{")) {
            return HEAD + quoted + ",\"" + DATA + "\":" + payload + "}";
        }
        Found found = find(payload);
        if (found == null) {
            return isEmpty(payload) ? HEAD + quoted + "}" : HEAD + quoted + "," + payload.substring(1);
        }
        if (!found.isEmpty(payload)) {
            return payload;
        }
        return payload.substring(0, found.start) + quoted + payload.substring(found.end);
    }

    private static boolean isEmpty(String object) {
        int first = 1;
        while (object.charAt(first) <= ' ') {
            first++;
        }
        return object.charAt(first) == '}';
    }

    /** The id in a payload; {@code null} if it has none, or an empty one. */
    public static String idOf(String payload) {
        if (payload == null || !payload.startsWith("{")) {
            return null;
        }
        String first = firstMember(payload);
        if (first != null) {
            return first;
        }
        Found found = find(payload);
        return found == null || found.isEmpty(payload) ? null : found.id(payload);
    }

    /** The id where it is the first member and a plain text, as callers write it; {@code null} where it is not so. */
    private static String firstMember(String payload) {
        int start = HEAD.length() + 1;
        if (!payload.startsWith(HEAD) || payload.length() <= start || payload.charAt(start - 1) != '"') {
            return null;
        }
        int end = payload.indexOf('"', start);
        return end > start && payload.lastIndexOf('\\', end) < start ? payload.substring(start, end) : null;
    }

    /**
     * The payload of a peer without metadata, for a handler that declares a type. {@code JsonObject}, {@code JsonValue},
     * {@code Object} and {@code RawJson} see it as it came. For all other types the id is taken out, and the wrapper around
     * a value that is no object is undone. The id alone stands for nothing, or for an object without members where the type
     * has members: the wire does not tell the two apart. An object with the one member {@code data} may be the wrapper or a
     * value of its own: it is a value where the type has such a member, and the member is not {@code null}.
     */
    public static String unwrap(String payload, Type type) {
        if (payload == null || !payload.startsWith("{") || !mayHaveMember(payload) || PayloadShape.isJson(type)) {
            return payload;
        }
        Members members = members(payload);
        if (!members.hasId) {
            return payload;
        }
        if (members.count == 0) {
            return isWrapped(type) ? null : "{}";
        }
        if (members.data == null || !isWrapped(type) && members.data.startsWith("{")) {
            return members.others;
        }
        boolean wrapper = isWrapped(type) || members.data.equals("null") || !hasData(type);
        return wrapper ? members.data : members.others;
    }

    /**
     * An object without the id.
     *
     * @param others the object as it would be without the id
     * @param data the value of its one other member, if that is {@code data}; otherwise {@code null}
     * @param count the number of other members
     */
    private record Members(boolean hasId, String others, String data, int count) {
    }

    private static Members members(String payload) {
        JsonScanner scanner = begin(payload);
        StringBuilder others = new StringBuilder("{");
        String data = null;
        int count = 0;
        boolean hasId = false;
        for (boolean first = true; scanner.nextMember(first); first = false) {
            scanner.peek();
            int start = scanner.position();
            String name = scanner.name();
            int value = scanner.skipValue();
            if (!hasId && name.equals(MEMBER)) {
                hasId = true;
                continue;
            }
            data = count++ == 0 && name.equals(DATA) ? payload.substring(value, scanner.position()) : null;
            others.append(others.length() == 1 ? "" : ",").append(payload, start, scanner.position());
        }
        return new Members(hasId, others.append('}').toString(), data, count);
    }

    private static boolean isWrapped(Type type) {
        Boolean known = WRAPPED.get(type);
        return known != null ? known : WRAPPED.computeIfAbsent(type, PayloadShape::isWrapped);
    }

    private static boolean hasData(Type type) {
        Boolean known = WITH_DATA.get(type);
        return known != null ? known
                : WITH_DATA.computeIfAbsent(type, each -> PayloadShape.isMap(each) || MemberNames.has(each, DATA));
    }

    private static Found find(String payload) {
        if (!mayHaveMember(payload)) {
            return null;
        }
        JsonScanner scanner = begin(payload);
        for (boolean first = true; scanner.nextMember(first); first = false) {
            boolean sought = scanner.name().equals(MEMBER);
            int start = scanner.skipValue();
            if (sought) {
                return new Found(start, scanner.position());
            }
        }
        return null;
    }

    /** A look that costs little, for the many payloads that are not walked over then; a name may be escaped. */
    private static boolean mayHaveMember(String payload) {
        return payload.contains(MEMBER) || payload.contains("\\u");
    }

    private static JsonScanner begin(String payload) {
        JsonScanner scanner = new JsonScanner(OWN_TEXT);
        scanner.reset(payload);
        scanner.enter('{');
        return scanner;
    }

    /** Where the id's value is. */
    private record Found(int start, int end) {

        /** As in JavaScript, where {@code ""}, {@code null}, {@code false} and {@code 0} are no id. */
        boolean isEmpty(String payload) {
            char first = payload.charAt(start);
            if (first == '-' || first == '0') {
                return Double.parseDouble(payload.substring(start, end)) == 0;
            }
            return switch (payload.substring(start, end)) {
                case "\"\"", "null", "false" -> true;
                default -> false;
            };
        }

        String id(String payload) {
            if (payload.charAt(start) != '"') {
                return payload.substring(start, end);
            }
            JsonScanner scanner = new JsonScanner(OWN_TEXT);
            scanner.reset(payload.substring(start, end));
            return scanner.string();
        }
    }
}
