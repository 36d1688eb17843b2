package io.microcdi.internal.route;

import io.microcdi.error.RouteException;

/** Thrown before a handler has begun its work, as when its payload cannot be bound: the request surely did not run. */
public final class RequestRefusedException extends RouteException {

    private static final long serialVersionUID = 1L;

    /** A refusal with one of the wire's own statuses. */
    public RequestRefusedException(int status, String message) {
        super(status, message);
    }
}
