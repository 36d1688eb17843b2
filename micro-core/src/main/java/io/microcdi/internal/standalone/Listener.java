package io.microcdi.internal.standalone;

import java.io.IOException;

import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;

/** A server of its own for a node or registry that runs in none. */
public interface Listener {

    /** Listens on all addresses of the machine. */
    String ALL_ADDRESSES = "0.0.0.0";

    /**
     * Checks a port to listen on.
     *
     * @throws IllegalArgumentException if it is none
     */
    static int checkPort(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + ": expected 1 to 65535, or 0 for any that is free");
        }
        return port;
    }

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
