package io.microcdi.internal.discovery;

import java.net.URI;

/** Receives the events of registries. An observer must not block. */
public interface RegistryObserver {

    /** Called when the node has registered at the registry. */
    void joined(URI registry);

    /** Called when the link to the registry has closed. */
    void lost(URI registry);

    /** Called when an attempt to connect to the registry has failed. */
    void unreachable(URI registry, Throwable failure);

    /** Called when the node has no registry to join, and can be reached. */
    default void alone() {
    }

    /** Called when the self-check has failed. */
    void notReachable();
}
