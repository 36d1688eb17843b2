package io.microcdi.node;

import java.io.IOException;
import java.net.URI;
import java.util.function.Function;

import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;

/** Opens sockets. */
@FunctionalInterface
public interface Dialer {

    /**
     * Opens a socket; blocks until it is open or cannot be.
     *
     * @param opened given the open socket, returns who receives from it; called before anything is received
     * @throws IOException if it could not be opened
     */
    void dial(URI url, Function<Transport, Receiver> opened) throws IOException;
}
