package io.microcdi.sample.checkout;

/**
 * The calls that have ended since the start.
 *
 * @param made the number of calls. A call counts once, however many attempts it had
 * @param failed the number of calls that have failed
 * @param retried the number of attempts after the first one of a call
 */
public record Calls(long made, long failed, long retried) {
}
