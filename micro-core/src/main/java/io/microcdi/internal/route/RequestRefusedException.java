package io.microcdi.internal.route;

import io.microcdi.error.RouteException;

/**
 * Thrown before a handler begins its work, for example if the payload cannot be bound. It means that the request
 * certainly did not run.
 */
public final class RequestRefusedException extends RouteException {

    private static final long serialVersionUID = 1L;

    private final String body;

    /** Makes a refusal with one of the statuses of the wire. */
    public RequestRefusedException(int status, String message) {
        this(status, message, null);
    }

    /**
     * Makes a refusal with a body.
     *
     * @param body JSON text; {@code null} for no body
     */
    public RequestRefusedException(int status, String message, String body) {
        super(status, message);
        this.body = body;
    }

    /** Returns the body as JSON text; {@code null} if there is none. */
    public String body() {
        return body;
    }
}
