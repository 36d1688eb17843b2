package io.microcdi.internal.discovery;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Node;

/**
 * The link by which a node asks a registry before it can join, as while the server does not listen yet: it announces an
 * address and a namespace that nobody looks up. Thread-safe.
 */
final class RegistryVisit {

    private final URI url;
    private final Node node;
    private CompletableFuture<Link> dial;
    private boolean over;

    RegistryVisit(URI url, Node node) {
        this.url = url;
        this.node = node;
    }

    /**
     * Opens the link unless it is open or being opened, or the node has joined; completes, never by a failure, when that is
     * decided.
     */
    CompletableFuture<Void> begin() {
        CompletableFuture<Link> mine = new CompletableFuture<>();
        synchronized (this) {
            if (over) {
                return CompletableFuture.completedFuture(null);
            }
            if (dial != null && (!dial.isDone() || link() != null)) {
                return dial.handle((link, failure) -> null);
            }
            dial = mine;
        }
        // without the lock: the dial may begin the node, whose own lock is held where links are looked for
        try {
            node.dial(url, Namespaces.REGISTRY, node.visitor()).whenComplete((link, failure) -> {
                if (failure == null) {
                    mine.complete(link);
                } else {
                    mine.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
        }
        return mine.handle((link, failure) -> null);
    }

    /** The link; {@code null} if it is not open. */
    synchronized Link link() {
        if (dial == null || !dial.isDone() || dial.isCompletedExceptionally()) {
            return null;
        }
        Link link = dial.join();
        return link.isOpen() ? link : null;
    }

    /** The node has joined: closes the link when its questions are answered, also one that is being opened. */
    void end() {
        CompletableFuture<Link> ended;
        synchronized (this) {
            over = true;
            ended = dial;
            dial = null;
        }
        if (ended != null) {
            ended.thenAccept(Link::retire);
        }
    }

    /** The node has left, and may visit again. */
    synchronized void reset() {
        over = false;
    }
}
