package io.microcdi.launch;

/** Thrown when a server cannot run. The message tells a person all that is necessary. */
public final class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception with its message. */
    public LaunchException(String message) {
        super(message);
    }

    /** Makes the exception with its message and its cause. */
    public LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
