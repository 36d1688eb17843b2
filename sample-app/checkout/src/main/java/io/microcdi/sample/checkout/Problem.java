package io.microcdi.sample.checkout;

/**
 * What the page is told where there is no receipt.
 *
 * @param correlationId what to look for in the logs of both services
 * @param mayHaveBeenCharged whether the payment may have been taken all the same
 * @param limit the largest amount, where it was exceeded; otherwise {@code null}
 */
public record Problem(String message, String correlationId, boolean mayHaveBeenCharged, Limit limit) {

    /** A problem of the request itself: nothing was called. */
    Problem(String message, String correlationId) {
        this(message, correlationId, false, null);
    }
}
