package io.microcdi.internal.registry;

/**
 * The calls of one namespace to another.
 *
 * @param from the namespace of the callers; {@code *} sums those beyond the bounds, and those without a namespace
 * @param to the namespace that is called; {@code *} as above
 * @param byCaller whether the callers report them; otherwise the called instances do
 */
public record CallEdge(String from, String to, CallNumbers calls, boolean byCaller) {
}
