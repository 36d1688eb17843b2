package io.microcdi.internal.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import jakarta.json.bind.Jsonb;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.WireLimits;

/**
 * Finds the part of a payload that JSON-B could not bind, for a message that has no values of the payload and reads the same
 * with every implementation. It binds the parts of the payload one by one: the first that fails is the one, unless a part of
 * it fails, too. For one thread.
 */
final class Misfit {

    /** Each part is bound again on its level, so that a search takes several times as long as to bind the payload. */
    private static final int MAX_SEARCHED = 65_536;
    private static final int MAX_TRIALS = 256;
    private static final int MAX_PATH = 200;
    private static final WireLimits SCANNED = new WireLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final Jsonb jsonb;
    private int trials;

    private Misfit(Jsonb jsonb) {
        this.jsonb = jsonb;
    }

    /**
     * A value inside the payload.
     *
     * @param path the names of members and the places in arrays, as {@code lines[1].price}; empty for the payload itself
     */
    private record Part(String path, String json, Type type) {

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

        Part member(String name, String value, Type valueType) {
            return new Part(path.isEmpty() ? name : path + "." + name, value, valueType);
        }

        Part element(int index, String value, Type valueType) {
            return new Part(path + "[" + index + "]", value, valueType);
        }
    }

    /**
     * Returns the reason for which a payload cannot be bound: the place of the part, its kind, and the type that it does not
     * match.
     */
    static String reason(Jsonb jsonb, String json, Type type) {
        Part found = new Part("", json, type);
        try {
            Misfit search = new Misfit(jsonb);
            for (Part part = found; part != null; part = search.firstIn(part)) {
                found = part;
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // a class of the type cannot be read: the reason has the last place that is known
        }
        return found.path.isEmpty() ? found.kind() + " does not match it"
                : found.kind() + " at \"" + found.path + "\" does not match " + found.type.getTypeName();
    }

    private @Nullable Part firstIn(Part whole) {
        char bracket = whole.json.charAt(0);
        boolean object = bracket == '{';
        if (!object && bracket != '[' || whole.json.length() > MAX_SEARCHED || whole.path.length() > MAX_PATH) {
            return null;
        }
        Type element = object ? null : argument(whole.type, Collection.class, 0);
        JsonScanner scanner = new JsonScanner(SCANNED);
        scanner.reset(whole.json);
        scanner.enter(bracket);
        for (int i = 0; object ? scanner.nextMember(i == 0) : scanner.nextElement(i == 0); i++) {
            String name = object ? scanner.name() : "";
            int start = scanner.skipValue();
            if (++trials > MAX_TRIALS) {
                return null;
            }
            Type type = object ? member(whole.type, name) : element;
            String value = whole.json.substring(start, scanner.position());
            if (type != null && !binds(value, type)) {
                return object ? whole.member(Excerpts.of(name), value, type) : whole.element(i, value, type);
            }
        }
        return null;
    }

    private boolean binds(String json, Type type) {
        if (json.equals("null")) {
            return !(type instanceof Class<?> raw && raw.isPrimitive());
        }
        try {
            ResolvedArray.bind(jsonb, json, type);
            return true;
        } catch (RuntimeException misfit) {
            return false;
        }
    }

    /** Returns the type of a member; {@code null} if it is not known. */
    private static @Nullable Type member(Type type, String name) {
        if (PayloadShape.isMap(type)) {
            return argument(type, Map.class, 1);
        }
        Type given = type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
                ? generic.getActualTypeArguments()[0]
                : type;
        Type found = MemberNames.typeOf(TypeResolver.raw(given), name);
        return found == null ? null : known(new TypeResolver(given).resolve(found));
    }

    /** Returns the type of the elements of an array, or of a type argument of a collection or map; {@code null} if it is not known. */
    private static @Nullable Type argument(Type type, Class<?> generic, int index) {
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
