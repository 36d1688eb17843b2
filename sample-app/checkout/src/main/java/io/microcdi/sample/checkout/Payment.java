package io.microcdi.sample.checkout;

/**
 * The answer to the page for a payment.
 *
 * @param correlationId the id of the call in the logs of both services
 * @param millis how long the call took, in milliseconds
 */
public record Payment(Receipt receipt, String correlationId, double millis) {
}
