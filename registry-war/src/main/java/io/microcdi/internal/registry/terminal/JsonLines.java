package io.microcdi.internal.registry.terminal;

import jakarta.json.JsonObject;

/** An array of JSON text, harmless for a terminal, with one element a line. */
final class JsonLines {

    private final StringBuilder text = new StringBuilder("[");

    void add(JsonObject element) {
        text.append(text.length() == 1 ? "" : ",\n ").append(SafeText.json(element.toString()));
    }

    String array() {
        return text + "]";
    }
}
