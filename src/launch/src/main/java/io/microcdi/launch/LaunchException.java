package io.microcdi.launch;

/** A server cannot run; the message is all that a person needs to read. */
public final class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what cannot be. */
    public LaunchException(String message) {
        super(message);
    }

    /** Says what cannot be, and keeps what caused it. */
    public LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
