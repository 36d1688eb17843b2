package io.microcdi.internal.json;

import java.lang.reflect.Type;

/** Thrown if a payload cannot be bound to a type, or a value cannot be written. */
public final class PayloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean own;

    private PayloadException(String message, boolean own, Throwable cause) {
        super(message, cause);
        this.own = own;
    }

    /**
     * Returns whether this class wrote the whole message. It is {@code false} if the message repeats that of another
     * exception, which may contain secrets.
     */
    public boolean isOwnText() {
        return own;
    }

    static PayloadException cannotRead(Type type, String why, Throwable cause) {
        return new PayloadException("the payload cannot be read as " + type.getTypeName() + ": " + why, false, cause);
    }

    static PayloadException cannotSend(Object value, String why, Throwable cause) {
        return new PayloadException("a " + value.getClass().getTypeName() + " cannot be sent: " + why, true, cause);
    }

    static PayloadException cannotWrite(Object value, Throwable cause) {
        return new PayloadException(
                "a " + value.getClass().getTypeName() + " cannot be written as JSON: "
                        + (cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage()),
                false, cause);
    }
}
