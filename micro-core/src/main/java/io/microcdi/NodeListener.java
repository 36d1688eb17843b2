package io.microcdi;

import java.net.URI;

/** Told of what comes and goes. Called on the node's own threads, in order for each link; must not block. */
public interface NodeListener {

    /** A link to another node is open, whoever dialled it. */
    default void linkOpened(MicroPeer peer) {
    }

    /**
     * A link is gone.
     *
     * @param code the WebSocket close code
     * @param reason what the closing side said, possibly empty
     */
    default void linkClosed(MicroPeer peer, int code, String reason) {
    }

    /** This node is registered at that registry. */
    default void registryJoined(URI registry) {
    }

    /** The link to that registry is gone; it is dialled again until it is back. */
    default void registryLost(URI registry) {
    }
}
