package io.microcdi.sample.payments;

/** Thrown for a charge that is too large. It belongs to the application, and knows nothing of routes and statuses. */
public class LimitExceededException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Limit limit;

    /** Makes an exception for the exceeded limit. */
    public LimitExceededException(Limit limit) {
        super("More than " + limit.amount() + " at once is not accepted.");
        this.limit = limit;
    }

    /** Returns the largest amount that is accepted. */
    public Limit limit() {
        return limit;
    }
}
