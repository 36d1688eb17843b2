package io.microcdi;

import org.jspecify.annotations.Nullable;

/**
 * JSON text that is sent and received unchanged, without JSON-B. Use it as a payload, or as the type of an answer or of
 * a handler's parameter.
 *
 * @param text one JSON value. The sender checks it and refuses text that is not JSON or that breaks a bound of a
 *        message. {@code null} means that there is no payload
 */
public record RawJson(@Nullable String text) {

    /** No payload. It differs from the payload {@code null}. */
    public static final RawJson ABSENT = new RawJson(null);

    @Override
    public String toString() {
        return String.valueOf(text);
    }
}
