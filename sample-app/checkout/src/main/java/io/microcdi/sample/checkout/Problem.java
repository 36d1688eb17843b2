package io.microcdi.sample.checkout;

/**
 * What the page is told where there is no receipt.
 *
 * @param correlationId what to look for in the logs of both services
 * @param mayHaveBeenCharged whether the payment may have been taken all the same
 */
public record Problem(String message, String correlationId, boolean mayHaveBeenCharged) {
}
