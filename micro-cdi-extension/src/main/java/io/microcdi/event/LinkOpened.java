package io.microcdi.event;

import io.microcdi.MicroPeer;

/**
 * Fired when a link to another node has opened. Either end may have dialled it. If this node has dialled an address of its
 * configuration, it may not know yet whether the peer takes metadata. A request or push that is made before goes without
 * metadata, and without the token of a user.
 */
public record LinkOpened(MicroPeer peer) {
}
