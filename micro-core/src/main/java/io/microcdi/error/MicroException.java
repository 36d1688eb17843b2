package io.microcdi.error;

import org.jspecify.annotations.Nullable;

import io.microcdi.RawJson;

/**
 * Thrown when a call failed. The class of the exception gives the kind of failure. {@link #mayHaveExecuted()} says
 * whether the handler may have run. {@link #details()} gives the place.
 */
public class MicroException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CallDetails details;
    private final boolean mayHaveExecuted;
    private final @Nullable String body;

    /**
     * Makes the exception for a failed call.
     *
     * @param details the place of the failure
     * @param mayHaveExecuted whether the handler of the called service may have run
     */
    public MicroException(String message, CallDetails details, boolean mayHaveExecuted, @Nullable Throwable cause) {
        this(message, details, mayHaveExecuted, cause, RawJson.ABSENT);
    }

    MicroException(String message, CallDetails details, boolean mayHaveExecuted, @Nullable Throwable cause,
            RawJson body) {
        super(message, cause);
        this.details = details;
        this.mayHaveExecuted = mayHaveExecuted;
        this.body = body.text();
    }

    /** Returns the place of the failure. */
    public CallDetails details() {
        return details == null ? CallDetails.NONE : details;
    }

    /**
     * Returns whether the handler of the called service may have run. {@code false} means that it certainly did not
     * run.
     */
    public boolean mayHaveExecuted() {
        return mayHaveExecuted;
    }

    /**
     * Returns the body of the answer, which says more than its message. A refusal of a payload that violates constraints has
     * the violations in it. It is {@link RawJson#ABSENT} if there was no answer, or if its body was {@code null}.
     */
    public RawJson body() {
        return body == null ? RawJson.ABSENT : new RawJson(body);
    }

    /** Returns the status of the answer as a number; 0 if there was no answer, or its status was a text. */
    public int status() {
        return 0;
    }
}
