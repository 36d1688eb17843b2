package io.microcdi.error;

import java.lang.reflect.Type;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.microcdi.RawJson;

/**
 * Thrown when the call was refused before any handler ran. Either the other node answered with
 * {@code "executed": false}, or this node had reached a bound. Nodes of this project refuse with 400, 401, 403, 404, 409,
 * 413, 429 and 503.
 */
public class CallRefusedException extends MicroException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Makes the exception for a refused call.
     *
     * @param status the status, which gives the reason
     */
    public CallRefusedException(String message, CallDetails details, int status) {
        this(message, details, status, RawJson.ABSENT, null);
    }

    /**
     * Makes the exception for a refused call, with the body of the refusal.
     *
     * @param status the status, which gives the reason
     * @param body the body, as JSON text
     * @param reader binds the body to a type; {@code null} if nothing can
     */
    public CallRefusedException(String message, CallDetails details, int status, RawJson body,
            @Nullable BiFunction<String, Type, ?> reader) {
        super(message, details, false, null, body, reader);
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
