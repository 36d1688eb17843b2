package io.microcdi.internal.json;

/**
 * JSON text that the engine itself has made, for example an answer of the registry. Unlike text of an application, it
 * is not scanned before it becomes part of a frame.
 *
 * @param text one JSON value without white space around it
 */
public record TrustedJson(String text) {
}
