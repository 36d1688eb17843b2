package io.microcdi.bench.compare.ejb;

import jakarta.ejb.ApplicationException;

/** A refusal. Without the annotation the caller would get an {@code EJBException}. */
@ApplicationException
public class WrongPaymentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Refuses a payment. */
    public WrongPaymentException(String message) {
        super(message);
    }
}
