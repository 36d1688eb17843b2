package io.microcdi.internal.discovery;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * The times for joining and asking registries. They are the same for all registries of a node.
 *
 * @param heartbeatIntervalNanos the time between two heartbeats that {@link RegistryConnection} sends to its registry
 * @param connectTimeoutNanos the bound of the handshake with a registry, and of the wait for the hello after it
 * @param reconnectDelayNanos the longest pause before the first attempt to dial a lost registry again
 * @param lookupTimeoutNanos the longest wait for a registry's answer
 */
record JoinSettings(long heartbeatIntervalNanos, long reconnectDelayNanos, long connectTimeoutNanos,
        long lookupTimeoutNanos) {

    static JoinSettings of(MicroConfig config) {
        return new JoinSettings(config.get(ConfigKeys.HEARTBEAT_INTERVAL).toNanos(),
                config.get(ConfigKeys.RECONNECT_DELAY).toNanos(),
                config.get(ConfigKeys.REGISTRY_CONNECT_TIMEOUT).toNanos(),
                config.get(ConfigKeys.LOOKUP_TIMEOUT).toNanos());
    }
}
