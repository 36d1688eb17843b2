package io.microcdi.error;

/**
 * The call was refused before any handler ran: by the other side with {@code "executed": false}, or on this side because
 * a bound was reached. Nodes of this project refuse with 400, 404, 409, 413, 429 and 503.
 */
public class CallRefusedException extends MicroException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * A refusal.
     *
     * @param status the status that says why
     */
    public CallRefusedException(String message, CallDetails details, int status) {
        super(message, details, false, null);
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
