package io.microcdi.internal.node;

import java.io.IOException;

/**
 * A server has refused a handshake with 403. Its message is this node's own text, and may be logged as it is.
 */
public final class ForbiddenHandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes an exception. */
    public ForbiddenHandshakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
