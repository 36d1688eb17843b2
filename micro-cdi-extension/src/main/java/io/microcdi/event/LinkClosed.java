package io.microcdi.event;

import io.microcdi.MicroPeer;

/**
 * A link is gone.
 *
 * @param code the WebSocket close code
 * @param reason what the closing side said, possibly empty
 */
public record LinkClosed(MicroPeer peer, int code, String reason) {
}
