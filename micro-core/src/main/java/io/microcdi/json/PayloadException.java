package io.microcdi.json;

import java.lang.reflect.Type;

/** A payload that cannot be bound to a type, or a value that cannot be written. */
public final class PayloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private PayloadException(String message, Throwable cause) {
        super(message, cause);
    }

    static PayloadException cannotRead(Type type, String why, Throwable cause) {
        return new PayloadException("the payload cannot be read as " + type.getTypeName() + ": " + why, cause);
    }

    static PayloadException cannotSend(Object value, String why, Throwable cause) {
        return new PayloadException("a " + value.getClass().getTypeName() + " cannot be sent: " + why, cause);
    }

    static PayloadException cannotWrite(Object value, Throwable cause) {
        return new PayloadException(
                "a " + value.getClass().getTypeName() + " cannot be written as JSON: "
                        + (cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage()),
                cause);
    }
}
