package io.microcdi.bench.compare;

/** A payment that was made. */
public record Receipt(String id, long amount) {
}
