package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** Thrown when the caller aborted the call. If the request was sent, the other node was told to stop its handler. */
public class CallAbortedException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public CallAbortedException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
