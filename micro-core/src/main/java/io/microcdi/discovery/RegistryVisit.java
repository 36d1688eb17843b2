package io.microcdi.discovery;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.microcdi.address.Namespaces;
import io.microcdi.link.CloseCodes;
import io.microcdi.link.Link;
import io.microcdi.node.Node;

/**
 * The link by which a node asks a registry before it can join, as while the server does not listen yet: it announces an
 * address and a namespace that nobody looks up. Thread-safe.
 */
final class RegistryVisit {

    private final URI url;
    private final Node node;
    private CompletableFuture<Link> dial;

    RegistryVisit(URI url, Node node) {
        this.url = url;
        this.node = node;
    }

    /** Opens the link unless it is open or being opened; completes, never by a failure, when that is decided. */
    synchronized CompletableFuture<Void> begin() {
        if (dial == null || dial.isDone() && link() == null) {
            try {
                dial = node.dial(url, Namespaces.REGISTRY, node.visitor());
            } catch (RuntimeException | Error e) {
                dial = CompletableFuture.failedFuture(e);
            }
        }
        return dial.handle((link, failure) -> null);
    }

    /** The link; {@code null} if it is not open. */
    synchronized Link link() {
        if (dial == null || !dial.isDone() || dial.isCompletedExceptionally()) {
            return null;
        }
        Link link = dial.join();
        return link.isOpen() ? link : null;
    }

    /** Closes the link, also one that is being opened. */
    synchronized void end() {
        if (dial != null) {
            dial.thenAccept(link -> link.close(CloseCodes.NORMAL, "joined"));
            dial = null;
        }
    }
}
