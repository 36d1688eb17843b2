package io.microcdi.internal.security;

/**
 * The refusal of a handshake.
 *
 * @param status the HTTP status, if the handshake is not answered yet
 * @param code the close code, if it is
 * @param reason one line for the peer and the log. It never contains a secret or a token
 */
public record ConnectRefusal(int status, int code, String reason) {

    /** The status for a peer that presents no valid proof. */
    public static final int UNAUTHORIZED = 401;
    /** The status for a peer that may not be whom it announces. */
    public static final int FORBIDDEN = 403;
    /** The status of a server that takes no more links now. */
    public static final int UNAVAILABLE = 503;
    /** The status for an announcement that is malformed. */
    public static final int BAD_REQUEST = 400;
}
