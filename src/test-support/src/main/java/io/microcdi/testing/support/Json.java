package io.microcdi.testing.support;

import java.io.StringReader;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

/** Reads JSON by JSON-P, and not by code under test. */
public final class Json {

    private Json() {
    }

    /** The object that a text is. */
    public static JsonObject object(String text) {
        try (JsonReader reader = jakarta.json.Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
