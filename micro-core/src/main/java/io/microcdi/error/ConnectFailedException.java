package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** No link to the instance could be opened: refused, unreachable, or not within {@code micro.connect-timeout}. */
public class ConnectFailedException extends MicroException {

    private static final long serialVersionUID = 1L;

    /** As in {@link MicroException}. */
    public ConnectFailedException(String message, CallDetails details, boolean mayHaveExecuted,
            @Nullable Throwable cause) {
        super(message, details, mayHaveExecuted, cause);
    }
}
