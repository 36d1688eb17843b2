package io.microcdi;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

import io.microcdi.config.SecurityMode;

/**
 * The state of a node at one moment, for a health check. More components may be added.
 *
 * @param namespace the namespace of the node
 * @param key the key of the node, {@code host:port} or {@code host:port/path}; empty while the node does not know its
 *        address
 * @param ready whether a registry has registered the node at least once since its start, or none is configured; not while
 *        the node leaves
 * @param started whether the node was ever ready. A new start of the node does not change it
 * @param registered whether a registry has registered the node now
 * @param registries the addresses of the registries, each with whether the node is registered there now
 * @param security which peers must prove who they are
 * @param links the number of open links, including those to registries
 * @param inWork the number of requests from other nodes that are in work
 * @param queued the number of requests in work that wait for a thread or for a place of their route
 * @param inFlight the number of requests of this node that wait for their answers
 * @param ejected the number of instances to which no call is sent now, by namespace. Namespaces without one are left out
 * @param problem why the node is not alive; empty while it is well
 */
public record NodeState(String namespace, String key, boolean ready, boolean started, boolean registered,
        Map<URI, Boolean> registries, SecurityMode security, int links, int inWork, int queued, int inFlight,
        Map<String, Integer> ejected,
        Optional<String> problem) {
}
