package io.microcdi.bench.compare;

import java.io.Serializable;

/** A payment that is asked for, in cents. */
public record Charge(long amount, String currency) implements Serializable {
}
