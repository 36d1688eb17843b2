package io.microcdi;

import java.net.URI;

/**
 * Receives the events of links and registries. The node calls it on its own threads, in order for each link. A listener
 * must not block.
 */
public interface NodeListener {

    /**
     * Called when a link to another node has opened. Either end may have dialled it. If this node has dialled an address of
     * its configuration, it may not know yet whether the peer takes metadata. A request or push that is made before goes
     * without metadata, and without the token of a user.
     */
    default void linkOpened(MicroPeer peer) {
    }

    /**
     * Called when a link has closed.
     *
     * @param code the WebSocket close code
     * @param reason the reason that the closing end gave, possibly empty
     */
    default void linkClosed(MicroPeer peer, int code, String reason) {
    }

    /** Called when this node has registered at the registry. */
    default void registryJoined(URI registry) {
    }

    /** Called when the link to the registry has closed. The node dials the registry again until it answers. */
    default void registryLost(URI registry) {
    }
}
