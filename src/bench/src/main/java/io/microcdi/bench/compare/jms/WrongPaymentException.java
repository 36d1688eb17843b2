package io.microcdi.bench.compare.jms;

/** A refusal, which the caller makes of an answer. */
public class WrongPaymentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Refuses a payment. */
    public WrongPaymentException(String message) {
        super(message);
    }
}
