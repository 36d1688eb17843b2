package io.microcdi.internal.json;

import java.io.StringReader;
import java.util.Map;

import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

/**
 * Reads the engine's own messages that are parsed as trees. The JSON-P provider is looked up once, because the search
 * of the class path takes milliseconds. Thread-safe.
 */
public final class JsonTrees {

    private static volatile JsonReaderFactory readers;

    private JsonTrees() {
    }

    /**
     * Reads a value.
     *
     * @param text {@code null} is JSON's null
     * @throws JsonException if the text is not JSON
     */
    public static JsonValue read(String text) {
        try (JsonReader reader = readers().createReader(new StringReader(text == null ? "null" : text))) {
            return reader.readValue();
        }
    }

    /**
     * Returns the readers. It does not look them up in a static initializer: if the lookup fails, for example on a
     * thread without the application's class loader, a later call tries again.
     */
    private static JsonReaderFactory readers() {
        JsonReaderFactory known = readers;
        if (known == null) {
            known = JsonProvider.provider().createReaderFactory(Map.of());
            readers = known;
        }
        return known;
    }
}
