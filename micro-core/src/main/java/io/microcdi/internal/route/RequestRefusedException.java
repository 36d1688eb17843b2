package io.microcdi.internal.route;

import io.microcdi.RawJson;
import io.microcdi.error.RouteException;
import io.microcdi.internal.json.PayloadException;

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

    /** Makes the refusal of a payload that cannot be bound, with 400. The cause is for the log of this node. */
    public static RequestRefusedException of(PayloadException unreadable) {
        RequestRefusedException refused = new RequestRefusedException(400, unreadable.getMessage());
        refused.initCause(unreadable);
        return refused;
    }

    /**
     * Makes a refusal with a body.
     *
     * @param body JSON text
     */
    public RequestRefusedException(int status, String message, String body) {
        super(status, message);
        with(new RawJson(body));
    }
}
