package io.microcdi.internal.discovery;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Chooses one registry of each cluster: a node keeps a link to that one only, and the others stand by (wire, The registry).
 * Thread-safe. A thread that needs both locks takes the one of the {@link RegistryConnection} first.
 */
final class ClusterLinkSelector {

    private final Map<String, RegistryConnection> chosen = new HashMap<>();
    private final Map<String, String> leases = new HashMap<>();
    /** The connections that stand by, in this order, each with its cluster. */
    private final Map<RegistryConnection, String> standing = new LinkedHashMap<>();

    /**
     * Chooses a connection with an open link for its cluster, unless another one is chosen. Returns false if the connection
     * stands by.
     */
    synchronized boolean choose(String cluster, RegistryConnection connection) {
        standing.remove(connection);
        if (cluster.isEmpty()) {
            return true;
        }
        if (chosen.get(cluster) != connection && isServed(cluster)) {
            standing.put(connection, cluster);
            return false;
        }
        chosen.put(cluster, connection);
        return true;
    }

    /** Returns the lease by which the node proves itself in a cluster; empty for none. */
    synchronized String lease(String cluster) {
        return leases.getOrDefault(cluster, "");
    }

    /** Stores the lease that the chosen registry of a cluster has given. */
    synchronized void lease(String cluster, RegistryConnection from, String lease) {
        if (chosen.get(cluster) == from) {
            leases.put(cluster, lease);
        }
    }

    /**
     * Returns the next connection that stands by for a cluster without an open link, and forgets that it stands by;
     * {@code null} for none. Called when a connection has lost its link, or could not open one.
     */
    synchronized RegistryConnection successor() {
        Iterator<Map.Entry<RegistryConnection, String>> next = standing.entrySet().iterator();
        while (next.hasNext()) {
            Map.Entry<RegistryConnection, String> entry = next.next();
            if (!isServed(entry.getValue())) {
                next.remove();
                return entry.getKey();
            }
        }
        return null;
    }

    private boolean isServed(String cluster) {
        RegistryConnection present = chosen.get(cluster);
        return present != null && present.hasLink();
    }

    /** Forgets all connections and leases. */
    synchronized void clear() {
        chosen.clear();
        leases.clear();
        standing.clear();
    }
}
