package io.microcdi.internal.cdi.registry;

import io.microcdi.internal.websocket.LinkAcceptor;

/** The registry that an application runs itself, as the application's lifecycle sees it. */
public interface EmbeddedRegistry {

    /**
     * Returns the acceptor of the links that nodes open to the registry. Its paths are relative to the path of the registry.
     */
    LinkAcceptor acceptor();

    /** Starts to accept links. */
    void start();

    /** Closes all links and ends all threads. */
    void stop();
}
