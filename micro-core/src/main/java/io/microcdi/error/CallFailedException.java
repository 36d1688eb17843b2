package io.microcdi.error;

import java.lang.reflect.Type;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.microcdi.RawJson;

/** Thrown when the handler answered with a failure. {@link #getMessage()} is the message of the handler. */
public class CallFailedException extends MicroException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String statusText;

    /**
     * Makes the exception for an answer that is a failure.
     *
     * @param status the status of the answer as a number; 0 if it is a text
     * @param statusText the status of the answer as a text, also if it is a number
     */
    public CallFailedException(String message, CallDetails details, int status, String statusText) {
        this(message, details, status, statusText, RawJson.ABSENT, null);
    }

    /**
     * Makes the exception for an answer that is a failure, with its body.
     *
     * @param status the status of the answer as a number; 0 if it is a text
     * @param statusText the status of the answer as a text, also if it is a number
     * @param body the body, as JSON text
     * @param reader binds the body to a type; {@code null} if nothing can
     */
    public CallFailedException(String message, CallDetails details, int status, String statusText, RawJson body,
            @Nullable BiFunction<String, Type, ?> reader) {
        super(message, details, true, null, body, reader);
        this.status = status;
        this.statusText = statusText;
    }

    /** Returns the status as a number; 0 if it is a text. */
    @Override
    public int status() {
        return status;
    }

    /** Returns the status of the answer as a text. */
    public String statusText() {
        return statusText;
    }
}
