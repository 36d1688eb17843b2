package io.microcdi.internal.route;

import io.microcdi.error.RouteException;

/**
 * Thrown before a handler begins its work, for example if the payload cannot be bound. It means that the request
 * certainly did not run.
 */
public final class RequestRefusedException extends RouteException {

    private static final long serialVersionUID = 1L;

    /** Makes a refusal with one of the statuses of the wire. */
    public RequestRefusedException(int status, String message) {
        super(status, message);
    }
}
