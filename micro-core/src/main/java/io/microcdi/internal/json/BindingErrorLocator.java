package io.microcdi.internal.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import jakarta.json.bind.Jsonb;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.WireLimits;

/**
 * Finds the part of a payload that JSON-B could not bind, for an error message. The message contains no values of the
 * payload, and is the same with every implementation. The search binds the parts of the payload one by one. It goes on
 * inside the first part that fails, and ends at the innermost one. A part counts only if it makes JSON-B refuse the
 * whole: the whole must be refused with this part alone, and accepted without any part. So the search finds no member
 * that JSON-B ignores or reads in another form, whatever its configuration is. For one thread.
 */
final class BindingErrorLocator {

    private static final int MAX_SEARCHED = 65_536;
    /**
     * The bound of the search, as a multiple of the characters of the payload. It exists because the classes and
     * adapters of the application run each time that a part is bound.
     */
    private static final int MAX_TIMES = 4;
    private static final int SHORT_CHARS = 1_024;
    private static final int MAX_TRIALS = 256;
    private static final int MAX_PATH = 200;
    /** Stands for a key of a map, which is data of the payload. */
    static final String ANY = "*";
    private static final WireLimits SCANNED = new WireLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final Jsonb jsonb;
    private int trials;
    /** The characters that may still be bound. */
    private int left;

    private BindingErrorLocator(Jsonb jsonb, int length) {
        this.jsonb = jsonb;
        this.left = SHORT_CHARS + MAX_TIMES * length;
    }

    /**
     * A value inside the payload.
     *
     * @param path the names of members and the places in arrays, for example {@code lines[1].price}, with {@code *} for
     *        a key of a map; empty for the payload itself
     */
    record Part(String path, String json, Type type) {

        String kind() {
            return switch (json.charAt(0)) {
                case '{' -> "the object";
                case '[' -> "the array";
                case '"' -> "the text";
                case 't', 'f' -> "the boolean";
                case 'n' -> "null";
                default -> "the number";
            };
        }

        String reason() {
            return path.isEmpty() ? kind() + " does not match it"
                    : kind() + " at \"" + path + "\" does not match " + type.getTypeName();
        }

        Part member(String name, String value, Type valueType) {
            return new Part(path.isEmpty() ? name : path + "." + name, value, valueType);
        }

        Part element(int index, String value, Type valueType) {
            return new Part(path + "[" + index + "]", value, valueType);
        }
    }

    /**
     * Returns the reason for which a payload cannot be bound: the place of the part, its kind, and the type that it
     * does not match.
     */
    static String reason(Jsonb jsonb, String json, Type type) {
        Part found = new Part("", json, type);
        if (json.length() > MAX_SEARCHED) {
            return found.kind() + " does not match it";
        }
        try {
            BindingErrorLocator search = new BindingErrorLocator(jsonb, json.length());
            for (Part part = found; part != null; part = search.firstIn(part)) {
                found = part;
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // a class of the type cannot be read: the reason names the innermost part that was found so far
        }
        return found.reason();
    }

    private @Nullable Part firstIn(Part whole) {
        char bracket = whole.json.charAt(0);
        boolean object = bracket == '{';
        if (!object && bracket != '[' || whole.path.length() > MAX_PATH) {
            return null;
        }
        boolean map = object && PayloadShape.isMap(whole.type);
        Type element = map ? argument(whole.type, Map.class, 1) : argument(whole.type, Collection.class, 0);
        JsonScanner scanner = new JsonScanner(SCANNED);
        scanner.reset(whole.json);
        scanner.enter(bracket);
        for (int i = 0; object ? scanner.nextMember(i == 0) : scanner.nextElement(i == 0); i++) {
            scanner.peek();
            int from = scanner.position();
            String name = object ? scanner.name() : "";
            int start = scanner.skipValue();
            if (++trials > MAX_TRIALS || left == 0) {
                return null;
            }
            Type type = object && !map ? member(whole.type, name) : element;
            String value = whole.json.substring(start, scanner.position());
            if (type != null && !binds(value, type) && refuses(whole, whole.json.substring(from, scanner.position()))) {
                return object ? whole.member(map ? ANY : name, value, type) : whole.element(i, value, type);
            }
        }
        return null;
    }

    /**
     * Returns whether a part makes JSON-B refuse the whole: the whole is refused with this part alone, but not without
     * any part. A record may refuse both, for example because it accepts no {@code null}. Then the part counts only if
     * the record is plain, so that its members are certainly known.
     */
    private boolean refuses(Part whole, String part) {
        String empty = whole.json.charAt(0) == '{' ? "{}" : "[]";
        return !binds(empty.charAt(0) + part + empty.charAt(1), whole.type)
                && (binds(empty, whole.type)
                        || ExactNumbers.isDefault(jsonb) && MemberNames.isPlainRecord(TypeResolver.raw(whole.type)));
    }

    private boolean binds(String json, Type type) {
        if (json.equals("null")) {
            return !(type instanceof Class<?> raw && raw.isPrimitive());
        }
        if (json.length() > left) {
            left = 0;
            return true;
        }
        left -= json.length();
        try {
            ResolvedArray.bind(jsonb, json, type);
            return true;
        } catch (RuntimeException misfit) {
            return false;
        }
    }

    /** Returns the type of a member; {@code null} if it is not known. */
    private static @Nullable Type member(Type type, String name) {
        Type given = type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
                ? generic.getActualTypeArguments()[0]
                : type;
        Type found = MemberNames.typeOf(TypeResolver.raw(given), name);
        return found == null ? null : known(new TypeResolver(given).resolve(found));
    }

    /**
     * Returns the type of the elements of an array, or of a type argument of a collection or map; {@code null} if it is
     * not known.
     */
    static @Nullable Type argument(Type type, Class<?> generic, int index) {
        if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
            return argument(optional.getActualTypeArguments()[0], generic, index);
        }
        if (type instanceof GenericArrayType array) {
            return array.getGenericComponentType();
        }
        Class<?> raw = TypeResolver.raw(type);
        if (raw.isArray()) {
            return raw.getComponentType();
        }
        return generic.isAssignableFrom(raw)
                ? known(new TypeResolver(type).resolve(generic.getTypeParameters()[index]))
                : null;
    }

    private static @Nullable Type known(Type type) {
        return TypeResolver.isOpen(type) || type == Object.class ? null : type;
    }
}
