package io.microcdi.registry;

import java.util.List;

/** A namespace and its instances, ordered by their keys. */
public record NamespaceView(String name, List<InstanceView> instances) {
}
