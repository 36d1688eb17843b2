package io.microcdi.internal.address;

/** A text is given as the host of an address, and is none. The message contains an excerpt of it. */
public final class InvalidHostException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidHostException(String message) {
        super(message);
    }
}
