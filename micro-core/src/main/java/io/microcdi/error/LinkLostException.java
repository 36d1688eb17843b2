package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** Thrown when the link closed before the answer came. */
public class LinkLostException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public LinkLostException(String message, CallDetails details, boolean mayHaveExecuted, @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
