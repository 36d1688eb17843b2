package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/**
 * A call that failed. The class tells what happened, {@link #mayHaveExecuted()} whether the handler may have run, and
 * {@link #details()} where.
 */
public class MicroException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CallDetails details;
    private final boolean mayHaveExecuted;

    /**
     * A failure.
     *
     * @param details where it happened
     * @param mayHaveExecuted whether the handler over there may have run
     */
    public MicroException(String message, CallDetails details, boolean mayHaveExecuted, @Nullable Throwable cause) {
        super(message, cause);
        this.details = details;
        this.mayHaveExecuted = mayHaveExecuted;
    }

    /** Where it happened. */
    public CallDetails details() {
        return details == null ? CallDetails.NONE : details;
    }

    /** Whether the handler over there may have run: {@code false} means that it surely did not. */
    public boolean mayHaveExecuted() {
        return mayHaveExecuted;
    }

    /** The status of the answer as a number; 0 where there was no answer or its status was a text. */
    public int status() {
        return 0;
    }
}
