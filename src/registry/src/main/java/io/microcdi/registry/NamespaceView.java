package io.microcdi.registry;

import java.util.List;

import io.microcdi.annotation.Experimental;

/**
 * A namespace and its instances. More components may be added.
 *
 * @param name as nodes register and as callers ask for it
 * @param instances ordered by their keys; unmodifiable, with at least one
 */
@Experimental
public record NamespaceView(String name, List<InstanceView> instances) {
}
