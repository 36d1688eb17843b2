package io.microcdi.error;

import org.jspecify.annotations.Nullable;

import io.microcdi.RawJson;

/** Thrown by a handler to answer with a status of its own: {@code throw new RouteException(403, "forbidden")}. */
public class RouteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final @Nullable String text;
    private transient @Nullable Object body = RawJson.ABSENT;

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

    /** Makes an exception with a text of the application as its status, for example {@code "OUT_OF_STOCK"}. */
    public RouteException(String status, @Nullable String message) {
        super(message);
        this.code = 0;
        this.text = java.util.Objects.requireNonNull(status, "the status is null");
    }

    /**
     * Adds a body, which tells the caller more than a text:
     * {@code throw new RouteException(409, "sold out").with(new SoldOut(item))}. The caller reads it by
     * {@link MicroException#body(Class)}. A peer that takes no bodies of failures gets status and message only, for
     * example one of the Node.js packages. If the body cannot be written, the caller gets 500.
     *
     * @param body a value as that of a result. It is not serialized with the exception
     * @return this exception
     */
    public final RouteException with(@Nullable Object body) {
        this.body = body;
        return this;
    }

    /** Returns the body; {@link RawJson#ABSENT} if there is none. */
    public final @Nullable Object body() {
        return body;
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
