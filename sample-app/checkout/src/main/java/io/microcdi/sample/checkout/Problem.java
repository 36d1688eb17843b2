package io.microcdi.sample.checkout;

/**
 * The answer to the page if there is no receipt.
 *
 * @param correlationId the id of the call in the logs of both services
 * @param mayHaveBeenCharged whether the payment may have been taken nevertheless
 * @param limit the largest amount, where it was exceeded; otherwise {@code null}
 */
public record Problem(String message, String correlationId, boolean mayHaveBeenCharged, Limit limit) {

    /** A problem of the request itself: nothing was called. */
    Problem(String message, String correlationId) {
        this(message, correlationId, false, null);
    }
}
