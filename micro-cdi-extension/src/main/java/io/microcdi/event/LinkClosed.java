package io.microcdi.event;

import io.microcdi.MicroPeer;

/**
 * Fired when a link has closed.
 *
 * @param code the WebSocket close code
 * @param reason the reason that the closing end gave, possibly empty
 */
public record LinkClosed(MicroPeer peer, int code, String reason) {
}
