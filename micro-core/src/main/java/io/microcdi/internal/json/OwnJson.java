package io.microcdi.internal.json;

/**
 * JSON text that the engine itself has made, as an answer of the registry. It is not scanned before it becomes part of a
 * frame; users' text is.
 *
 * @param text one JSON value without space around it
 */
public record OwnJson(String text) {
}
