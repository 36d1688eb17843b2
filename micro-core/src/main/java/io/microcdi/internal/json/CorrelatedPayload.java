package io.microcdi.internal.json;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.WireLimits;

/**
 * Adds the correlation id to a payload, and finds and removes it (wire, The correlation id). It works on JSON text, so that it
 * never changes the caller's object, and nothing is bound twice.
 */
public final class CorrelatedPayload {

    private static final String MEMBER = "_correlationId";
    /** The member of the wrapper around a value that is not an object. */
    private static final String DATA = "data";
    private static final String HEAD = "{\"" + MEMBER + "\":";
    private static final WireLimits OWN_TEXT = new WireLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    // weak, because several applications may share this class, and each is collected after it is undeployed
    private static final Map<Type, Boolean> WRAPPED = Collections.synchronizedMap(new WeakHashMap<>());
    private static final Map<Type, Boolean> WITH_DATA = Collections.synchronizedMap(new WeakHashMap<>());

    private CorrelatedPayload() {
    }

    /**
     * Adds an id to a payload that has none.
     *
     * @param payload JSON text without white space around it; {@code null} for no payload
     * @param id the id, never empty
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

    /** Returns the id in a payload; {@code null} if it has none, or an empty one. */
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

    /**
     * Returns the id if it is the first member and a text without escapes, as callers write it; {@code null} otherwise.
     */
    private static String firstMember(String payload) {
        int start = HEAD.length() + 1;
        if (!payload.startsWith(HEAD) || payload.length() <= start || payload.charAt(start - 1) != '"') {
            return null;
        }
        int end = payload.indexOf('"', start);
        return end > start && payload.lastIndexOf('\\', end) < start ? payload.substring(start, end) : null;
    }

    /**
     * Returns the payload of a peer without metadata, as a handler's declared type needs it.
     *
     * <p>{@code JsonObject}, {@code JsonValue}, {@code Object} and {@code RawJson} get the payload unchanged. For all
     * other types, the method removes the id and the wrapper around a value that is not an object.
     *
     * <p>A payload with only the id is ambiguous on the wire. It means an object without members if the type has
     * members, and no payload otherwise. An object with the one member {@code data} is ambiguous too. It is a value if
     * the type has a member {@code data} and the member is not {@code null}, and the wrapper otherwise.
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
     * The members of an object, apart from the id.
     *
     * @param others the object without the id
     * @param data the value of the only other member if its name is {@code data}; otherwise {@code null}
     * @param count the number of other members
     */
    private record Members(boolean hasId, String others, String data, int count) {

        /** Returns a text without the payload. */
        @Override
        public String toString() {
            return "Members[hasId=" + hasId + ", count=" + count + "]";
        }
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

    /**
     * Returns false if the payload certainly has no such member. This cheap check saves most payloads a scan. An
     * escaped name counts as possible.
     */
    private static boolean mayHaveMember(String payload) {
        return payload.contains(MEMBER) || payload.contains("\\u");
    }

    private static JsonScanner begin(String payload) {
        JsonScanner scanner = new JsonScanner(OWN_TEXT);
        scanner.reset(payload);
        scanner.enter('{');
        return scanner;
    }

    /** The position of the id's value. */
    private record Found(int start, int end) {

        /**
         * Returns whether the value is empty, as JavaScript decides it: {@code ""}, {@code null}, {@code false} and
         * {@code 0} are not an id.
         */
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
