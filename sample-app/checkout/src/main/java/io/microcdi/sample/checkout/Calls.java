package io.microcdi.sample.checkout;

/**
 * The calls that have ended since the start.
 *
 * @param made how many; each counts once, however often it was tried
 * @param failed how many of them have failed
 * @param retried how often a call was tried again
 */
public record Calls(long made, long failed, long retried) {
}
