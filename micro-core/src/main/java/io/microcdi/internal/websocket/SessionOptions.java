package io.microcdi.internal.websocket;

import java.time.Duration;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * How WebSocket sessions and dialled sockets are used.
 *
 * @param maxMessage the largest message that is taken, in characters
 * @param sendTimeout how long one send may take before the link is closed
 * @param part in characters or bytes, what a server hands over at once; a longer message is put together from several. Tomcat
 *        allocates both for each session
 * @param tyrusIdleTimer whether Tyrus before 2.2.1 keeps its idle timer, which costs a task for each message
 */
public record SessionOptions(int maxMessage, Duration sendTimeout, int part, boolean tyrusIdleTimer) {

    /** The smallest that cuts no usual message of a busy link. */
    private static final int BUSY = 16 << 10;

    /** For many links that are idle most of the time; what is longer grows by what has come. */
    private static final int IDLE = 2 << 10;

    /** As configured. */
    public static SessionOptions of(MicroConfig config) {
        return new SessionOptions(config.get(ConfigKeys.MAX_MESSAGE_SIZE), config.get(ConfigKeys.PING_INTERVAL),
                BUSY, config.get(ConfigKeys.TYRUS_IDLE_TIMER));
    }

    /** For many links that are idle most of the time, as those of a registry. */
    public SessionOptions forIdleLinks() {
        return new SessionOptions(maxMessage, sendTimeout, IDLE, tyrusIdleTimer);
    }
}
