package io.microcdi.internal.discovery;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * The times for joining and asking registries, in nanoseconds. They are the same for all registries of a node.
 *
 * @param heartbeatInterval the time between two heartbeats that {@link RegistryConnection} sends to its registry
 * @param connectTimeout the bound of the handshake with a registry, and of the wait for the hello after it
 * @param reconnectDelay the longest pause before the first attempt to dial a lost registry again
 * @param lookupTimeout the longest wait for a registry's answer
 */
record JoinSettings(long heartbeatInterval, long reconnectDelay, long connectTimeout, long lookupTimeout) {

    static JoinSettings of(MicroConfig config) {
        return new JoinSettings(config.get(ConfigKeys.HEARTBEAT_INTERVAL).toNanos(),
                config.get(ConfigKeys.RECONNECT_DELAY).toNanos(),
                config.get(ConfigKeys.REGISTRY_CONNECT_TIMEOUT).toNanos(),
                config.get(ConfigKeys.LOOKUP_TIMEOUT).toNanos());
    }
}
