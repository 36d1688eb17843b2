package io.microcdi.internal.node;

import java.io.IOException;

import io.microcdi.internal.concurrent.Causes;

/** A server that has refused a handshake with 503, and has said by {@code Retry-After} when it takes another. */
public final class BusyServerException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_SECONDS = 60;

    private final int seconds;

    /**
     * Makes an exception.
     *
     * @param seconds the value of the header; not negative. More than 60 counts as 60
     */
    public BusyServerException(String message, int seconds, Throwable cause) {
        super(message, cause);
        this.seconds = Math.min(seconds, MAX_SECONDS);
    }

    /** Returns the seconds for which a failed dial asks the node to wait; 0 if it does not. */
    public static int seconds(Throwable failure) {
        return Causes.find(failure, BusyServerException.class).map(busy -> busy.seconds).orElse(0);
    }
}
