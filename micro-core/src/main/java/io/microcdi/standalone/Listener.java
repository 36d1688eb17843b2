package io.microcdi.standalone;

import java.io.IOException;

import io.microcdi.websocket.LinkAcceptor;
import io.microcdi.websocket.SessionOptions;

/** A server of its own for a node or registry that runs in none. */
public interface Listener {

    /**
     * Begins to listen.
     *
     * @return the port
     * @throws IOException if it cannot, as when the port is taken; the message names it
     */
    int start(LinkAcceptor acceptor, SessionOptions options) throws IOException;

    /** Ends listening. */
    void stop();
}
