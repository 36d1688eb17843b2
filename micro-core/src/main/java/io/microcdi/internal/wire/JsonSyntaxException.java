package io.microcdi.internal.wire;

/** Text that is not JSON, or not one value. Made for every malformed message, so it has no stack trace. */
public final class JsonSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JsonSyntaxException(String expected, int offset) {
        super("expected " + expected + " at offset " + offset, null, false, false);
    }
}
