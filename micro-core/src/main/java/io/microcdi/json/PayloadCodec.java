package io.microcdi.json;

import java.io.StringReader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbException;
import jakarta.json.spi.JsonProvider;

import io.microcdi.RawJson;
import io.microcdi.wire.JsonText;

/**
 * Binds JSON text to Java types and back. {@code JsonValue} and {@link RawJson} pass by JSON-B; texts, numbers and
 * booleans are written without it. Thread-safe.
 */
public final class PayloadCodec {

    private static final String NULL = "null";

    private static final Map<Type, Object> EMPTY = Map.of(Optional.class, Optional.empty(), OptionalInt.class,
            OptionalInt.empty(), OptionalLong.class, OptionalLong.empty(), OptionalDouble.class,
            OptionalDouble.empty());

    private final Jsonb jsonb;
    private final JsonReaderFactory readers = JsonProvider.provider().createReaderFactory(Map.of());

    /**
     * A codec.
     *
     * @param jsonb binds what is neither text, number nor JSON already; closed by whoever made it
     */
    public PayloadCodec(Jsonb jsonb) {
        this.jsonb = jsonb;
    }

    /** A codec for what is JSON already; anything else is refused. */
    public static PayloadCodec withoutBinding() {
        return new PayloadCodec(null);
    }

    /**
     * Writes a value.
     *
     * @return JSON text without space around it; {@code null} for {@link RawJson#ABSENT}
     * @throws PayloadException if JSON-B cannot write it
     */
    public String encode(Object value) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof String text) {
            return JsonText.quote(text);
        }
        if (value instanceof RawJson raw) {
            return raw.text() == null ? null : raw.text().strip();
        }
        if (value instanceof JsonValue || value instanceof Boolean || value instanceof Integer
                || value instanceof Long) {
            return value.toString();
        }
        if (value instanceof Optional<?> optional) {
            return encode(optional.orElse(null));
        }
        try {
            // some printers begin with a line break
            return binding().toJson(value).strip();
        } catch (JsonbException | StackOverflowError e) {
            throw PayloadException.cannotWrite(value, e);
        }
    }

    /**
     * Reads a value.
     *
     * @param json one JSON value; {@code null} where none was sent
     * @return {@code null} for nothing and for {@code null}, where the type has no better
     * @throws PayloadException if the text does not fit the type
     */
    public Object decode(String json, Type type) {
        if (type == RawJson.class) {
            return new RawJson(json);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return Optional.ofNullable(decode(json, generic.getActualTypeArguments()[0]));
        }
        if (type == void.class || type == Void.class) {
            return null;
        }
        if (json == null || NULL.equals(json)) {
            return decodeNull(json, type);
        }
        try {
            return type instanceof Class<?> c && JsonValue.class.isAssignableFrom(c) ? decodeTree(json, c)
                    : binding().fromJson(json, type);
        } catch (JsonbException | JsonException e) {
            throw PayloadException.cannotRead(type, e.getMessage(), e);
        }
    }

    private Jsonb binding() {
        if (jsonb == null) {
            throw new JsonbException("this node has no JSON-B");
        }
        return jsonb;
    }

    private static Object decodeNull(String json, Type type) {
        if (type instanceof Class<?> c && c.isPrimitive()) {
            throw PayloadException.cannotRead(type, json == null ? "none was sent" : "it is null", null);
        }
        if (type == JsonValue.class) {
            return json == null ? null : JsonValue.NULL;
        }
        return EMPTY.get(type);
    }

    private JsonValue decodeTree(String json, Class<?> type) {
        try (JsonReader reader = readers.createReader(new StringReader(json))) {
            JsonValue value = reader.readValue();
            if (!type.isInstance(value)) {
                throw PayloadException.cannotRead(type, "it is of type " + value.getValueType(), null);
            }
            return value;
        }
    }
}
