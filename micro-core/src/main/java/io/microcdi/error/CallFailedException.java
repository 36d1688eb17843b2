package io.microcdi.error;

/** The handler over there answered with a failure; {@link #getMessage()} is what it said. */
public class CallFailedException extends MicroException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String statusText;

    /**
     * A failure that was answered.
     *
     * @param status the number that was answered; 0 if the handler chose a text
     * @param statusText the number or text as it was answered
     */
    public CallFailedException(String message, CallDetails details, int status, String statusText) {
        super(message, details, true, null);
        this.status = status;
        this.statusText = statusText;
    }

    /** The status as a number; 0 if it is a text. */
    @Override
    public int status() {
        return status;
    }

    /** The status as it was answered. */
    public String statusText() {
        return statusText;
    }
}
