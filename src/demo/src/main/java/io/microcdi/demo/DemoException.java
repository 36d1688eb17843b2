package io.microcdi.demo;

/** The demo cannot go on; the message is all that a person needs to read. */
public final class DemoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Ends the demo with a message. */
    public DemoException(String message) {
        super(message);
    }

    /** Ends the demo with a message, and keeps what caused it. */
    public DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
