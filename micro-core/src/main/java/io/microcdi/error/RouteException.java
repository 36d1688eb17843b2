package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** Thrown by a handler to answer with a status of its own: {@code throw new RouteException(403, "forbidden")}. */
public class RouteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final @Nullable String text;

    /**
     * Makes an exception with a number as its status.
     *
     * @param status any number except 200
     * @param message the message for the caller; {@code null} sends no message
     */
    public RouteException(int status, @Nullable String message) {
        super(message);
        if (status == 200) {
            throw new IllegalArgumentException("status 200 is not a failure: return the result instead");
        }
        this.code = status;
        this.text = null;
    }

    /** Makes an exception with a text of the application as its status, as {@code "OUT_OF_STOCK"}. */
    public RouteException(String status, @Nullable String message) {
        super(message);
        this.code = 0;
        this.text = java.util.Objects.requireNonNull(status, "the status is null");
    }

    /** Returns the status as a number; 0 if it is a text. */
    public int status() {
        return code;
    }

    /** Returns the status as a text; {@code null} if it is a number. */
    public @Nullable String statusText() {
        return text;
    }
}
