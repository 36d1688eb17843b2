package io.microcdi.websocket;

import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;

/** Takes the links that others open. */
@FunctionalInterface
public interface LinkAcceptor {

    /**
     * Takes a link.
     *
     * @param path the raw path below the context path
     * @param query the raw query, or {@code null}
     * @return who receives from it; never {@code null}
     */
    Receiver accept(Transport transport, String path, String query);
}
