package io.microcdi.json;

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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;

/** Which types travel inside a wrapper beside their correlation id, since they have no members of their own. */
final class PayloadShape {

    private static final List<Class<?>> WRAPPED = List.of(CharSequence.class, Number.class, Boolean.class,
            Character.class, Enum.class, Collection.class, TemporalAccessor.class, TemporalAmount.class, Date.class,
            Calendar.class, TimeZone.class, java.time.ZoneId.class, UUID.class, URI.class, URL.class,
            OptionalInt.class, OptionalLong.class, OptionalDouble.class, JsonArray.class, JsonNumber.class,
            JsonString.class);

    private PayloadShape() {
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
}
