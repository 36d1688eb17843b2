package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** No answer came before the deadline; the other side was told to stop. */
public class CallTimeoutException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public CallTimeoutException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
