package io.microcdi.config;

/** How a node treats the token of a call's user. */
public enum UserMode {
    /** Nothing: no route knows a user. */
    NONE,
    /** It passes the token on with its own calls, and verifies it where it knows the issuer's key. */
    FORWARD,
    /** As {@link #FORWARD}, and each request must bring a valid token. */
    JWT
}
