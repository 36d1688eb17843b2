package io.microcdi.registry;

import java.time.Instant;

/**
 * An instance that is not registered any more.
 *
 * @param reason the close code and what was said, as {@code 1001 leaving} or {@code 4000 heartbeat lost}
 */
public record DepartureView(String namespace, String key, Instant at, String reason) {
}
