package io.microcdi.testing;

import java.io.StringReader;
import java.util.Map;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;

/** JSON-P as the judge of what is JSON and which two texts mean the same. */
public final class Json {

    private static final JsonParserFactory PARSERS = JsonProvider.provider().createParserFactory(Map.of());

    private Json() {
    }

    /** The one value that a text is; of a scalar alone JSON-P would not look at what follows. */
    public static JsonValue value(String text) {
        try (JsonParser parser = PARSERS.createParser(new StringReader("[" + text + "]"))) {
            parser.next();
            JsonArray values = parser.getArray();
            if (values.size() != 1 || parser.hasNext()) {
                throw new JsonException("not one value");
            }
            return values.get(0);
        }
    }

    /** The value of a text; {@code null} if JSON-P refuses it. */
    public static JsonValue valueOrNull(String text) {
        try {
            return value(text);
        } catch (JsonException e) {
            return null;
        }
    }
}
