package io.microcdi.sample.payments;

/** A charge is too large. The rest of the application knows nothing of routes and statuses. */
public class LimitExceededException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Limit limit;

    /** Makes one for the limit that was exceeded. */
    public LimitExceededException(Limit limit) {
        super("More than " + limit.amount() + " at once is not accepted.");
        this.limit = limit;
    }

    /** What would have been accepted. */
    public Limit limit() {
        return limit;
    }
}
