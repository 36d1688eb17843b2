package io.microcdi.internal.wire;

/**
 * Thrown for text that is not JSON, or not one value. It has no stack trace, because every malformed message makes one.
 */
public final class JsonSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JsonSyntaxException(String expected, int offset) {
        super("expected " + expected + " at offset " + offset, null, false, false);
    }
}
