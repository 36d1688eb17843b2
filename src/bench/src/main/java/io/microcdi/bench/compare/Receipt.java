package io.microcdi.bench.compare;

import java.io.Serializable;

/** A payment that was made. */
public record Receipt(String id, long amount) implements Serializable {
}
