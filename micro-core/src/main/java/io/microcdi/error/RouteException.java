package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/** Thrown by a handler to answer with a status of its own: {@code throw new RouteException(403, "forbidden")}. */
public class RouteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final @Nullable String text;

    /**
     * A failure with a number.
     *
     * @param status anything but 200
     * @param message what the caller is told; {@code null} to send none
     */
    public RouteException(int status, @Nullable String message) {
        super(message);
        if (status == 200) {
            throw new IllegalArgumentException("status 200 is not a failure: return the result instead");
        }
        this.code = status;
        this.text = null;
    }

    /** A failure with a text of the application's own, as {@code "OUT_OF_STOCK"}. */
    public RouteException(String status, @Nullable String message) {
        super(message);
        this.code = 0;
        this.text = java.util.Objects.requireNonNull(status, "the status is null");
    }

    /** The status as a number; 0 if it is a text. */
    public int status() {
        return code;
    }

    /** The status as a text; {@code null} if it is a number. */
    public @Nullable String statusText() {
        return text;
    }
}
