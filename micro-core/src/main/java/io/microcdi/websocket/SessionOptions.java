package io.microcdi.websocket;

import io.microcdi.concurrent.ChannelThreads;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/**
 * How sessions are used, on both sides.
 *
 * @param maxMessage the largest message that is taken, in characters
 * @param onIoThreads whether what has been read is looked at by the thread that has read it, on containers that would
 *     hand it to another one and can be told not to
 * @param ownFrames whether frames are made here, and their masks taken off, on containers that would do so byte by byte
 *     and can be kept from it
 * @param threads read, on containers that can be told so
 */
public record SessionOptions(int maxMessage, boolean onIoThreads, boolean ownFrames, ChannelThreads threads) {

    /** As configured. */
    public static SessionOptions of(MicroConfig config, ChannelThreads threads) {
        return new SessionOptions(config.get(ConfigKeys.MAX_MESSAGE_SIZE), config.get(ConfigKeys.IO_THREADS),
                config.get(ConfigKeys.OWN_FRAMES), threads);
    }
}
