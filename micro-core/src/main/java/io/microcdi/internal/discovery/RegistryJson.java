package io.microcdi.internal.discovery;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.microcdi.internal.json.JsonTrees;

/** Reads the JSON of a registry. Its errors name the invalid member. */
final class RegistryJson {

    private RegistryJson() {
    }

    static JsonObject object(String payload) {
        try {
            return as(JsonObject.class, JsonTrees.read(payload), "it", "no object");
        } catch (JsonException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
    }

    static String text(JsonObject object, String name) {
        return text(object.get(name), name);
    }

    static String text(JsonObject object, String name, String absent) {
        return object.containsKey(name) ? text(object, name) : absent;
    }

    static String text(JsonValue value, String name) {
        return as(JsonString.class, value, name, "no text").getString();
    }

    static long number(JsonObject object, String name) {
        try {
            return as(JsonNumber.class, object.get(name), name, "no number").longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(name + " is no whole number", e);
        }
    }

    static JsonArray array(JsonObject object, String name) {
        return as(JsonArray.class, object.get(name), name, "no list");
    }

    static JsonObject object(JsonValue value, String name) {
        return as(JsonObject.class, value, name, "no object");
    }

    private static <T extends JsonValue> T as(Class<T> type, JsonValue value, String name, String otherwise) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(name + " is " + (value == null ? "missing" : otherwise));
        }
        return type.cast(value);
    }
}
