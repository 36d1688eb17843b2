package io.microcdi.internal.cdi.registry;

import io.microcdi.internal.websocket.LinkAcceptor;

/** The registry that an application runs itself, as the application's lifecycle sees it. */
public interface EmbeddedRegistry {

    /** Takes the links that nodes open to the registry, by paths below the registry's own. */
    LinkAcceptor acceptor();

    /** Begins to take links. */
    void start();

    /** Closes all links and ends all threads. */
    void stop();
}
