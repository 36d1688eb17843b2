package io.microcdi.error;

/**
 * The call was refused before any handler ran: by the other side with {@code "executed": false} (400, 401, 403, 404,
 * 409, 413, 429, 503), or on this side because a bound was reached.
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
