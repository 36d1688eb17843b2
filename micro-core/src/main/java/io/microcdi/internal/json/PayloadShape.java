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

/** The shapes that values of a type have in JSON, as far as the type itself tells. */
enum PayloadShape {
    /** An object with members. */
    OBJECT,
    /** An array. */
    ARRAY,
    /** A text, a number, a boolean. */
    SCALAR;

    private static final List<Class<?>> ARRAYS = List.of(Collection.class, JsonArray.class);

    private static final List<Class<?>> WRAPPED = List.of(CharSequence.class, Number.class, Boolean.class,
            Character.class, Enum.class, Collection.class, TemporalAccessor.class, TemporalAmount.class, Date.class,
            Calendar.class, TimeZone.class, java.time.ZoneId.class, UUID.class, URI.class, URL.class,
            OptionalInt.class, OptionalLong.class, OptionalDouble.class, JsonArray.class, JsonNumber.class,
            JsonString.class);

    /** For messages. */
    String words() {
        return switch (this) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case SCALAR -> "a text, number or boolean";
        };
    }

    /** The shape of JSON text; not of {@code null}. */
    static PayloadShape of(String json) {
        return switch (json.charAt(0)) {
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            default -> SCALAR;
        };
    }

    /** The shape that a type has unless somebody has adapted it. */
    static PayloadShape of(Type type) {
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        boolean array = raw instanceof GenericArrayType || raw instanceof Class<?> c
                && (c.isArray() || ARRAYS.stream().anyMatch(known -> known.isAssignableFrom(c)));
        return array ? ARRAY : isWrapped(raw) ? SCALAR : OBJECT;
    }

    /** Whether a handler's declared type is JSON itself, or anything. */
    static boolean isJson(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return isJson(generic.getActualTypeArguments()[0]);
        }
        return type == RawJson.class || type == Object.class || type == JsonObject.class || type == JsonValue.class
                || type == JsonStructure.class;
    }

    /** Whether a handler's declared type is a scalar, text, array, collection, or an {@code Optional} of these. */
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

    /** Whether a handler's declared type takes members of any name. */
    static boolean isMap(Type type) {
        if (type instanceof ParameterizedType generic) {
            return isMap(generic.getRawType() == Optional.class ? generic.getActualTypeArguments()[0]
                    : generic.getRawType());
        }
        return type instanceof Class<?> c && Map.class.isAssignableFrom(c);
    }
}
