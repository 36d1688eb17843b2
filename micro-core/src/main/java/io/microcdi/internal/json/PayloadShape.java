package io.microcdi.internal.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URL;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;

import io.microcdi.RawJson;

/** The shape of a type's values in JSON, as far as the type alone determines it. */
enum PayloadShape {
    /** An object with members. */
    OBJECT("an object"),
    /** An array. */
    ARRAY("an array"),
    /** A text, a number, a boolean. */
    SCALAR("a text, number or boolean");

    private static final List<Class<?>> ARRAYS = List.of(Collection.class, JsonArray.class);

    private static final List<Class<?>> WRAPPED = List.of(CharSequence.class, Number.class, Boolean.class,
            Character.class, Enum.class, Collection.class, TemporalAccessor.class, TemporalAmount.class, Date.class,
            Calendar.class, TimeZone.class, java.time.ZoneId.class, UUID.class, URI.class, URL.class,
            OptionalInt.class, OptionalLong.class, OptionalDouble.class, JsonArray.class, JsonNumber.class,
            JsonString.class);

    private final String words;

    PayloadShape(String words) {
        this.words = words;
    }

    /** Returns the words for messages. */
    String words() {
        return words;
    }

    /** Returns the shape of JSON text, which must not be the JSON {@code null}. */
    static PayloadShape of(String json) {
        return switch (json.charAt(0)) {
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            default -> SCALAR;
        };
    }

    /** Returns the shape of a type without an adapter. */
    static PayloadShape of(Type type) {
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        boolean array = raw instanceof GenericArrayType || raw instanceof Class<?> c
                && (c.isArray() || ARRAYS.stream().anyMatch(known -> known.isAssignableFrom(c)));
        return array ? ARRAY : isWrapped(raw) ? SCALAR : OBJECT;
    }

    /** Returns whether a handler's declared type is a JSON type or {@code Object}. */
    static boolean isJson(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return isJson(generic.getActualTypeArguments()[0]);
        }
        return type == RawJson.class || type == Object.class || type == JsonObject.class || type == JsonValue.class
                || type == JsonStructure.class;
    }

    /**
     * Returns whether a handler's declared type is a scalar, text, array, collection, or an {@code Optional} of these.
     */
    static boolean isWrapped(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Optional.class
                    ? isWrapped(generic.getActualTypeArguments()[0])
                    : isWrapped(generic.getRawType());
        }
        if (type instanceof Class<?> c) {
            return c.isPrimitive() || c.isArray() || WRAPPED.stream().anyMatch(w -> w.isAssignableFrom(c));
        }
        return type instanceof GenericArrayType;
    }

    /** Returns whether a handler's declared type accepts members of any name. */
    static boolean isMap(Type type) {
        if (type instanceof ParameterizedType generic) {
            return isMap(generic.getRawType() == Optional.class ? generic.getActualTypeArguments()[0]
                    : generic.getRawType());
        }
        return type instanceof Class<?> c && Map.class.isAssignableFrom(c);
    }
}
