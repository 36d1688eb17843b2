package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no link to the instance could be opened. The instance refused it, could not be reached, or did not answer
 * within {@code micro.connect-timeout}.
 */
public class ConnectFailedException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public ConnectFailedException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
