package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no answer came before the deadline. If the request was sent, the other node was told to stop its handler, or
 * has given up by itself.
 */
public class CallTimeoutException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public CallTimeoutException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
