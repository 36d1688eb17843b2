package io.microcdi.registry;

import java.time.Instant;

import io.microcdi.annotation.Experimental;

/**
 * An instance that is no longer registered. More components may be added.
 *
 * @param namespace the namespace under which it was registered
 * @param key {@code host:port} or {@code host:port/path}
 * @param at when it left
 * @param reason the close code and the reason of the close, for example {@code 1001 leaving} or {@code 4000 heartbeat lost}
 */
@Experimental
public record DepartureView(String namespace, String key, Instant at, String reason) {
}
