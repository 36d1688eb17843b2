package io.microcdi.internal.json;

import java.io.StringReader;
import java.util.Map;

import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

/**
 * Reads the few messages of our own that are taken apart as trees. The provider is looked up once: to find it takes
 * milliseconds, since the class path is searched. Thread-safe.
 */
public final class JsonTrees {

    private static volatile JsonReaderFactory readers;

    private JsonTrees() {
    }

    /**
     * Reads a value.
     *
     * @param text {@code null} is JSON's null
     * @throws JsonException if it is none
     */
    public static JsonValue read(String text) {
        try (JsonReader reader = readers().createReader(new StringReader(text == null ? "null" : text))) {
            return reader.readValue();
        }
    }

    /** Not while this class is initialised: where it fails once, as on a thread without the loader, it is tried again. */
    private static JsonReaderFactory readers() {
        JsonReaderFactory known = readers;
        if (known == null) {
            known = JsonProvider.provider().createReaderFactory(Map.of());
            readers = known;
        }
        return known;
    }
}
