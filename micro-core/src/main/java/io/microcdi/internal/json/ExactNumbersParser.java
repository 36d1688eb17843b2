package io.microcdi.internal.json;

import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;

/** A parser that never truncates whole numbers. */
final class ExactNumbersParser implements JsonParser {

    private final JsonParser parser;

    ExactNumbersParser(JsonParser parser) {
        this.parser = parser;
    }

    @Override
    public int getInt() {
        try {
            return getBigDecimal().intValueExact();
        } catch (ArithmeticException e) {
            throw misfit("an int", e);
        }
    }

    @Override
    public long getLong() {
        try {
            return getBigDecimal().longValueExact();
        } catch (ArithmeticException e) {
            throw misfit("a long", e);
        }
    }

    private JsonException misfit(String type, ArithmeticException cause) {
        return new JsonException("the number " + getString() + " does not fit " + type, cause);
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        return parser.next();
    }

    @Override
    public Event currentEvent() {
        return parser.currentEvent();
    }

    @Override
    public String getString() {
        return parser.getString();
    }

    @Override
    public boolean isIntegralNumber() {
        return parser.isIntegralNumber();
    }

    @Override
    public BigDecimal getBigDecimal() {
        return parser.getBigDecimal();
    }

    @Override
    public JsonLocation getLocation() {
        return parser.getLocation();
    }

    @Override
    public JsonObject getObject() {
        return parser.getObject();
    }

    @Override
    public JsonValue getValue() {
        return parser.getValue();
    }

    @Override
    public JsonArray getArray() {
        return parser.getArray();
    }

    @Override
    public Stream<JsonValue> getArrayStream() {
        return parser.getArrayStream();
    }

    @Override
    public Stream<Map.Entry<String, JsonValue>> getObjectStream() {
        return parser.getObjectStream();
    }

    @Override
    public Stream<JsonValue> getValueStream() {
        return parser.getValueStream();
    }

    @Override
    public void skipArray() {
        parser.skipArray();
    }

    @Override
    public void skipObject() {
        parser.skipObject();
    }

    @Override
    public void close() {
        parser.close();
    }
}
