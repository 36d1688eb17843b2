package io.microcdi.internal.registry;

import java.util.Map;

/**
 * The numbers of a registry at one moment. The totals begin with the process and never fall.
 *
 * @param instances how many instances each namespace has; those of a whole cluster
 * @param links the open links
 * @param watches the namespaces that links watch, each once for each link
 * @param handshakes how many links nodes have opened
 * @param registrations how many instances were registered
 * @param removals how many instances were taken out, for any reason
 * @param evictions how many of these were silent for too long
 * @param refusals how many peers and requests were refused for reasons of security
 */
public record RegistryFigures(Map<String, Integer> instances, int links, int watches, long handshakes,
        long registrations, long removals, long evictions, long refusals) {
}
