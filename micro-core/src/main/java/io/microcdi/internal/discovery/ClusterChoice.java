package io.microcdi.internal.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses one registry of each cluster: a node keeps a link to that one only, and the others stand by (wire, The registry).
 * Thread-safe. It is locked after a {@link RegistryConnection}, never before.
 */
final class ClusterChoice {

    private final Map<String, RegistryConnection> chosen = new HashMap<>();
    private final Map<String, String> leases = new HashMap<>();
    private final List<RegistryConnection> standing = new ArrayList<>();

    /** Returns whether a connection with an open link is the one for its cluster; otherwise it stands by. */
    synchronized boolean choose(String cluster, RegistryConnection connection) {
        standing.remove(connection);
        if (cluster.isEmpty()) {
            return true;
        }
        RegistryConnection present = chosen.get(cluster);
        if (present != null && present != connection && present.hasLink()) {
            standing.add(connection);
            return false;
        }
        chosen.put(cluster, connection);
        return true;
    }

    /** Returns the lease by which the node proves itself in a cluster; empty for none. */
    synchronized String lease(String cluster) {
        return leases.getOrDefault(cluster, "");
    }

    /** Keeps the lease that the chosen registry of a cluster has told. */
    synchronized void lease(String cluster, RegistryConnection from, String lease) {
        if (chosen.get(cluster) == from) {
            leases.put(cluster, lease);
        }
    }

    /** A connection has no link any more, or could not open one. Returns the one that takes its place; {@code null} for none. */
    synchronized RegistryConnection successor() {
        return standing.isEmpty() ? null : standing.remove(0);
    }

    /** Forgets all. */
    synchronized void clear() {
        chosen.clear();
        leases.clear();
        standing.clear();
    }
}
