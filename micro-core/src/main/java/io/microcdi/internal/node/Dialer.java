package io.microcdi.internal.node;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/** Opens sockets. Thread-safe. */
@FunctionalInterface
public interface Dialer {

    /**
     * Begins to open a socket. May wait for the host's name to be resolved, but for nothing else.
     *
     * @param opened given the open socket, returns the receiver of its messages; called before anything is received
     * @return completes when the socket is open; fails with an {@link java.io.IOException} whose message names the reason.
     *         To cancel it gives the socket up, also one that is opened later
     */
    CompletableFuture<Void> dial(URI url, Function<Transport, Receiver> opened);
}
