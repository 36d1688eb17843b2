package io.microcdi.websocket;

import java.time.Duration;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * How WebSocket sessions and dialled sockets are used.
 *
 * @param maxMessage the largest message that is taken, in characters
 * @param sendTimeout how long one send may take before the link is closed
 * @param tyrusIdleTimer whether Tyrus before 2.2.1 keeps its idle timer, which costs a task for each message
 */
public record SessionOptions(int maxMessage, Duration sendTimeout, boolean tyrusIdleTimer) {

    /** As configured. */
    public static SessionOptions of(MicroConfig config) {
        return new SessionOptions(config.get(ConfigKeys.MAX_MESSAGE_SIZE), config.get(ConfigKeys.PING_INTERVAL),
                config.get(ConfigKeys.TYRUS_IDLE_TIMER));
    }
}
