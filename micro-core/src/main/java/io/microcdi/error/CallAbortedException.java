package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** The caller gave the call up; the other side was told to stop. */
public class CallAbortedException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public CallAbortedException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
