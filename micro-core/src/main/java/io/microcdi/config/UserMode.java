package io.microcdi.config;

/** The use that a node makes of the token of the user for whom a call is made. */
public enum UserMode {
    /** Nothing: no route knows a user. */
    NONE,
    /** It passes the token on with its own calls, and verifies it where it knows the issuer's key. */
    FORWARD,
    /** As {@link #FORWARD}, and each request must bring a valid token. */
    JWT
}
