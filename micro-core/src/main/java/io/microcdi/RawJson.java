package io.microcdi;

import org.jspecify.annotations.Nullable;

/**
 * JSON text that travels as it is, without being read or written by JSON-B. As a payload it is sent unchanged; as the
 * type of an answer or of a handler's parameter it receives the text.
 *
 * @param text one JSON value, checked when it is sent: text that is none, or that breaks a bound of a message, is refused
 *        at the sender. {@code null} stands for "nothing at all"
 */
public record RawJson(@Nullable String text) {

    /** No payload at all, as opposed to the payload {@code null}. */
    public static final RawJson ABSENT = new RawJson(null);

    @Override
    public String toString() {
        return String.valueOf(text);
    }
}
