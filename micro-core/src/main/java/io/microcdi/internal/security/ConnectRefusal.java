package io.microcdi.internal.security;

/**
 * The refusal of a handshake.
 *
 * @param status the HTTP status, if the handshake is not answered yet
 * @param code the close code, if it is
 * @param reason one line for the peer and the log. It never contains a secret or a token
 * @param kind the kind for the audit log
 */
public record ConnectRefusal(int status, int code, String reason, RefusalKind kind) {

    /** The status for a peer that presents no valid proof. */
    public static final int UNAUTHORIZED = 401;
    /** The status for a peer that has no right to the namespace or host that it announces. */
    public static final int FORBIDDEN = 403;
    /** The status of a server that accepts no more links now. */
    public static final int UNAVAILABLE = 503;
    /** The status for an announcement that is malformed. */
    public static final int BAD_REQUEST = 400;
    /** The close code of a node that takes the link later. */
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int RETRY_AFTER_SECONDS = 2;

    /** Makes a refusal of the usual kind of its status. */
    public ConnectRefusal(int status, int code, String reason) {
        this(status, code, reason, RefusalKind.of(status));
    }

    /**
     * Returns the seconds after which the peer may try again, for the header {@code Retry-After}; 0 for no such header. A
     * full node sends this header, so that its callers do not take it for unreachable. A node that leaves does not send it.
     */
    public int retryAfter() {
        return status == UNAVAILABLE && code == TRY_AGAIN_LATER ? RETRY_AFTER_SECONDS : 0;
    }
}
