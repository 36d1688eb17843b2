package io.microcdi.bench.compare;

/** A payment that is asked for, in cents. */
public record Charge(long amount, String currency) {
}
