package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** Thrown when no answer came before the deadline. The node has sent an abort to the other node. */
public class CallTimeoutException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public CallTimeoutException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
