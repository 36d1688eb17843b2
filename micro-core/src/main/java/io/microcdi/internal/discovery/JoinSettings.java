package io.microcdi.internal.discovery;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * The times of joining and asking, in nanoseconds.
 *
 * @param connectTimeout for the handshake with a registry, and for the hello after it
 * @param reconnectDelay the longest pause before a registry is dialled again, at first
 */
record JoinSettings(long heartbeatInterval, long reconnectDelay, long connectTimeout, long lookupTimeout) {

    static JoinSettings of(MicroConfig config) {
        return new JoinSettings(config.get(ConfigKeys.HEARTBEAT_INTERVAL).toNanos(),
                config.get(ConfigKeys.RECONNECT_DELAY).toNanos(),
                config.get(ConfigKeys.REGISTRY_CONNECT_TIMEOUT).toNanos(),
                config.get(ConfigKeys.LOOKUP_TIMEOUT).toNanos());
    }
}
