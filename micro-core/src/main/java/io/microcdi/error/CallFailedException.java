package io.microcdi.error;

/** The handler over there answered with a failure; {@link #getMessage()} is what it said. */
public class CallFailedException extends MicroException {

    private static final long serialVersionUID = 1L;

    private final String status;

    /**
     * A failure that was answered.
     *
     * @param status a number, or a text that the handler chose
     */
    public CallFailedException(String message, CallDetails details, String status) {
        super(message, details, true, null);
        this.status = status;
    }

    /** The status as a number; 0 if it is a text. */
    @Override
    public int status() {
        try {
            return Integer.parseInt(status);
        } catch (NumberFormatException text) {
            return 0;
        }
    }

    /** The status as it was answered. */
    public String statusText() {
        return status;
    }
}
