package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** Thrown when no registry could be reached and no link to an instance is open. */
public class RegistryUnavailableException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public RegistryUnavailableException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
