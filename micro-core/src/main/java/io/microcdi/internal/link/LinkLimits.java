package io.microcdi.internal.link;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.wire.WireLimits;

/**
 * The bounds of a link.
 *
 * @param wire the bounds of one message
 * @param maxMessage characters of a message
 * @param maxQueued messages that may wait to be written
 * @param maxQueuedSize characters that may wait to be written
 * @param maxPending requests that may wait for their answers
 * @param maxRequests requests of the other end that may be in work
 * @param pingAfterNanos nanoseconds without a byte after which the peer is pinged. After twice this time the link is closed
 */
public record LinkLimits(WireLimits wire, int maxMessage, int maxQueued, int maxQueuedSize, int maxPending,
        int maxRequests, long pingAfterNanos) {

    private static final int QUEUES_OF_HEAP = 32;

    /** Returns the configured bounds. */
    public static LinkLimits of(MicroConfig config) {
        WireLimits wire = new WireLimits(config.get(ConfigKeys.MAX_NESTING), config.get(ConfigKeys.MAX_DIGITS),
                config.get(ConfigKeys.MAX_MEMBERS));
        return new LinkLimits(wire, config.get(ConfigKeys.MAX_MESSAGE_SIZE),
                config.get(ConfigKeys.MAX_QUEUED_MESSAGES), maxQueuedSize(config),
                config.get(ConfigKeys.MAX_PENDING), config.get(ConfigKeys.MAX_REQUESTS),
                config.get(ConfigKeys.PING_INTERVAL).toNanos());
    }

    /** A peer that reads nothing costs the work for a full queue. A small heap has no room for many of those. */
    private static int maxQueuedSize(MicroConfig config) {
        int max = config.get(ConfigKeys.MAX_QUEUED_SIZE);
        return config.isConfigured(ConfigKeys.MAX_QUEUED_SIZE) ? max
                : (int) Math.min(max, Runtime.getRuntime().maxMemory() / QUEUES_OF_HEAP);
    }
}
