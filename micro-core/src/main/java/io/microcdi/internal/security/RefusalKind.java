package io.microcdi.internal.security;

/** The kind of a refusal, as the audit log writes it. The page about security lists all kinds. */
public enum RefusalKind {

    /** The peer, or the user of a request, has no valid proof. */
    UNAUTHORIZED("401"),
    /** A refusal with 403 for which there is no word, for example of a password without TLS. */
    FORBIDDEN("403"),
    /** Too many wrong passwords from one address. */
    TOO_MANY("429"),
    /** It cannot be decided now, for example because the keys of an issuer are not known yet. */
    UNAVAILABLE("503"),
    /** An invalid host, a host that the peer may not announce, or an address that this node may not dial. */
    ADDRESS("address"),
    /** The header {@code Host} of a request names another server. */
    HOST("host"),
    /** Another instance has the address, and the peer has not proved its lease. */
    LEASE("lease"),
    /** The request comes from a page of an origin that is not allowed. */
    ORIGIN("origin"),
    /** The proof of the peer, or its user, does not allow what it wants to do. */
    RIGHTS("rights");

    private static final int TOO_MANY_REQUESTS = 429;

    private final String text;

    RefusalKind(String text) {
        this.text = text;
    }

    /** Returns the text in the audit log. */
    public String text() {
        return text;
    }

    /** Returns the usual kind of a refusal with an HTTP status. */
    public static RefusalKind of(int status) {
        return switch (status) {
            case ConnectRefusal.BAD_REQUEST -> ADDRESS;
            case ConnectRefusal.UNAUTHORIZED -> UNAUTHORIZED;
            case ConnectRefusal.FORBIDDEN -> RIGHTS;
            case HostNames.MISDIRECTED -> HOST;
            case TOO_MANY_REQUESTS -> TOO_MANY;
            case ConnectRefusal.UNAVAILABLE -> UNAVAILABLE;
            default -> FORBIDDEN;
        };
    }
}
