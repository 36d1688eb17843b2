package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no instance of the namespace is found: the registry answered that it knows none, or the configured addresses
 * of the namespace have none.
 */
public class NamespaceNotFoundException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public NamespaceNotFoundException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
