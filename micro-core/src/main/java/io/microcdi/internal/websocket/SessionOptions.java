package io.microcdi.internal.websocket;

import java.time.Duration;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * The options of WebSocket sessions and dialled sockets.
 *
 * @param maxMessage the largest accepted message, in characters
 * @param sendTimeout the longest time of one send. The link is closed after it
 * @param part the size of the parts in which a server hands over a message, in characters or bytes. A longer message is
 *        assembled from several parts. Tomcat allocates a text buffer and a binary buffer of this size for each session
 * @param tyrusIdleTimer whether Tyrus before 2.2.1 uses its idle timer, which costs a task for each message
 */
public record SessionOptions(int maxMessage, Duration sendTimeout, int part, boolean tyrusIdleTimer) {

    /** The part size for busy links: the smallest size into which the usual messages fit. */
    private static final int BUSY = 16 << 10;

    /** The part size for links that are mostly idle. A longer message needs memory only for its received parts. */
    private static final int IDLE = 1 << 10;

    /** Returns the configured options. */
    public static SessionOptions of(MicroConfig config) {
        return new SessionOptions(config.get(ConfigKeys.MAX_MESSAGE_SIZE), config.get(ConfigKeys.PING_INTERVAL),
                BUSY, config.get(ConfigKeys.TYRUS_IDLE_TIMER));
    }

    /** Returns a copy for links that are mostly idle, such as those of a registry. */
    public SessionOptions forIdleLinks() {
        return new SessionOptions(maxMessage, sendTimeout, IDLE, tyrusIdleTimer);
    }
}
