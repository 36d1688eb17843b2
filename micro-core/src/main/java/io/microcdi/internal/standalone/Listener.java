package io.microcdi.internal.standalone;

import java.io.IOException;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;

/** The server of a node or registry in Java SE. */
public interface Listener {

    /** The host that stands for all addresses of the machine. */
    String ALL_ADDRESSES = "0.0.0.0";

    /**
     * Checks an address to listen on.
     *
     * @return the address
     * @throws IllegalArgumentException if it is {@code null} or blank
     */
    static String checkHost(String host) {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("the address to listen on is " + (host == null ? "null" : "blank")
                    + ": expected one of this machine, as 127.0.0.1");
        }
        return host;
    }

    /**
     * Checks a port to listen on.
     *
     * @throws IllegalArgumentException if the number is not a valid port
     */
    static int checkPort(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + ": expected 1 to 65535, or 0 for any that is free");
        }
        return port;
    }

    /**
     * Starts to listen.
     *
     * @param timer runs until this listener is stopped
     * @return the port
     * @throws IOException if the server cannot listen, for example because the port is in use. The message names the
     *        port
     */
    int start(LinkAcceptor acceptor, SessionOptions options, Timer timer) throws IOException;

    /** Stops listening. */
    void stop();
}
