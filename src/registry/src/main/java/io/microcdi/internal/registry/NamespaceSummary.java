package io.microcdi.internal.registry;

import java.time.Instant;

/**
 * The numbers of a namespace.
 *
 * @param instances all, also those that are ejected or draining
 * @param ejected those that a person hides from callers
 * @param draining those that a person hides from callers to stop them
 * @param basic those that announced no additions
 * @param changed when an instance came, went, or changed its state
 */
public record NamespaceSummary(String name, int instances, int ejected, int draining, int basic, Instant changed) {
}
