package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** The registry was asked and knows no instance of the namespace. */
public class NamespaceNotFoundException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public NamespaceNotFoundException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
