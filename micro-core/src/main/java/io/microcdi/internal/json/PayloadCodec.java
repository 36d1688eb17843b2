package io.microcdi.internal.json;

import java.io.StringReader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
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
import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.WireLimits;

/**
 * Binds JSON text to Java types, and writes values as JSON text. {@code JsonValue} and {@link RawJson} are read and
 * written without JSON-B. Texts, numbers and booleans are written without it. Thread-safe.
 */
public final class PayloadCodec {

    private static final String NULL = "null";

    private static final Map<Type, Object> EMPTY = Map.of(Optional.class, Optional.empty(), OptionalInt.class,
            OptionalInt.empty(), OptionalLong.class, OptionalLong.empty(), OptionalDouble.class,
            OptionalDouble.empty());

    private final Jsonb jsonb;
    private final WireLimits limits;
    /** {@code null} for a {@code Jsonb} of the application, which decides for itself. */
    private final StrictScalars strict;
    private final JsonReaderFactory readers = JsonProvider.provider().createReaderFactory(Map.of());

    /**
     * Makes a codec with the default bounds.
     *
     * @param jsonb binds all values except texts, numbers, booleans and JSON. The caller closes it
     */
    public PayloadCodec(Jsonb jsonb) {
        this(jsonb, WireLimits.DEFAULT);
    }

    /**
     * Makes a codec.
     *
     * @param jsonb binds all values except texts, numbers, booleans and JSON. The caller closes it
     * @param limits the bounds of a message. The codec refuses a value that breaks one, before the message is sent
     */
    public PayloadCodec(Jsonb jsonb, WireLimits limits) {
        this.jsonb = jsonb;
        this.strict = ExactNumbers.isDefault(jsonb) ? new StrictScalars() : null;
        this.limits = limits.payload();
    }

    /** Returns a codec that accepts only values that are JSON already. */
    public static PayloadCodec withoutBinding() {
        return new PayloadCodec(null);
    }

    /**
     * Writes a value.
     *
     * @return JSON text without white space around it: one well-formed value within the bounds; {@code null} for
     *        {@link RawJson#ABSENT}
     * @throws PayloadException if the value cannot be written, is not JSON, or breaks a bound
     */
    public String encode(Object value) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof String text) {
            return JsonText.quote(text);
        }
        if (value instanceof TrustedJson own) {
            return own.text();
        }
        if (value instanceof RawJson raw) {
            return raw.text() == null ? null : checked(raw.text(), value);
        }
        if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            return value.toString();
        }
        if ((value instanceof Double || value instanceof Float) && !Double.isFinite(((Number) value).doubleValue())) {
            throw PayloadException.cannotSend(value, "JSON has no " + value, null);
        }
        if (value instanceof JsonValue) {
            return checked(value.toString(), value);
        }
        if (value instanceof Optional<?> optional) {
            return encode(optional.orElse(null));
        }
        try {
            return checked(binding().toJson(value), value);
        } catch (PayloadException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw PayloadException.cannotWrite(value, e);
        }
    }

    /**
     * Checks JSON text, and returns it without the white space that some implementations write around it. Every text is
     * scanned before it becomes part of a frame. Otherwise, text that closes the frame early could inject another
     * frame.
     */
    private String checked(String json, Object value) {
        String text = json.strip();
        JsonScanner scanner = new JsonScanner(limits);
        scanner.reset(text);
        try {
            scanner.skipValue();
            scanner.expectEnd();
        } catch (JsonSyntaxException e) {
            throw PayloadException.cannotSend(value, "its text is not one JSON value: " + e.getMessage(), e);
        }
        if (scanner.violation() != null) {
            throw PayloadException.cannotSend(value, scanner.violation(), null);
        }
        return JsonText.escapeUnpaired(text);
    }

    /**
     * Reads a value.
     *
     * @param json one JSON value; {@code null} if none was sent
     * @return the value. It is {@code null} for no JSON and for the JSON {@code null}, unless the type has an empty
     *        value of its own
     * @throws PayloadException if the text does not match the type
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
                    : fitting(json, ResolvedArray.bind(binding(), json, type), type);
        } catch (JsonbException | JsonException e) {
            throw PayloadException.cannotRead(type,
                    jsonb == null ? e.getMessage() : BindingErrorLocator.reason(jsonb, json, type),
                    e);
        }
    }

    /**
     * Returns a bound value if its JSON has the shape of its type. The check is needed because some implementations of
     * JSON-B bind a text or a list to an empty object. A type with an adapter may have another shape: it is then
     * written in that shape.
     */
    private Object fitting(String json, Object value, Type type) {
        if (value instanceof Boolean && !json.equals(value.toString())
                && !json.equals(binding().toJson(value).strip())) {
            // some implementations read every value except true as false, unless the type has an adapter
            throw PayloadException.cannotRead(type, "expected true or false", null);
        }
        checkNumber(json, value, type);
        String misfit = strict == null ? null : strict.misfit(json, type);
        if (misfit != null) {
            throw PayloadException.cannotRead(type, misfit, null);
        }
        PayloadShape came = PayloadShape.of(json);
        PayloadShape expected = PayloadShape.of(type);
        if (came == expected || type == Object.class || value == null) {
            return value;
        }
        String written = binding().toJson(value).strip();
        if (PayloadShape.of(written) != came) {
            throw PayloadException.cannotRead(type, "expected " + expected.words() + ", it is " + came.words(), null);
        }
        return value;
    }

    /**
     * Checks a bound number or character. Some implementations of JSON-B truncate a number that is too large for its
     * type, and shorten a text to its first character.
     */
    private void checkNumber(String json, Object value, Type type) {
        char first = json.charAt(0);
        boolean number = first == '-' || first >= '0' && first <= '9';
        if (value instanceof Character && (first != '"' || binding().fromJson(json, String.class).length() != 1)) {
            throw PayloadException.cannotRead(type, "expected a text of one character", null);
        }
        if (number && !fits(json, value)) {
            throw PayloadException.cannotRead(type, "the number does not fit", null);
        }
    }

    /** Returns whether a bound value is the number of the text. */
    private static boolean fits(String number, Object value) {
        if (value instanceof Double || value instanceof Float) {
            return !Double.isInfinite(((Number) value).doubleValue());
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return isSame(number, ((Number) value).longValue());
        }
        if (value instanceof OptionalInt some && some.isPresent()) {
            return isSame(number, some.getAsInt());
        }
        return !(value instanceof OptionalLong some) || some.isEmpty() || isSame(number, some.getAsLong());
    }

    private static boolean isSame(String number, long value) {
        return new BigDecimal(number).compareTo(BigDecimal.valueOf(value)) == 0;
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
