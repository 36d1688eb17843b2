package io.microcdi.sample.checkout;

/**
 * What the page is told of a payment.
 *
 * @param correlationId what to look for in the logs of both services
 * @param millis how long the call took, in milliseconds
 */
public record Payment(Receipt receipt, String correlationId, double millis) {
}
