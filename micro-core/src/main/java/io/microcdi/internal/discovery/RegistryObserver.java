package io.microcdi.internal.discovery;

import java.net.URI;

/** Told of registries that come and go; must not block. */
public interface RegistryObserver {

    /** The node is registered there. */
    void joined(URI registry);

    /** The link to it is gone. */
    void lost(URI registry);

    /** An attempt to reach it failed. */
    void unreachable(URI registry, Throwable failure);

    /** An attempt to find the node at its own advertised address failed. */
    void notReachable();
}
