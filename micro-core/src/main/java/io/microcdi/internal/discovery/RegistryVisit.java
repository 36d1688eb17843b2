package io.microcdi.internal.discovery;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Node;

/**
 * The link of a visitor: a node uses it to ask a registry before it can join, for example while its server does not
 * listen yet. The node announces a host and a namespace that cannot be looked up. Thread-safe.
 */
final class RegistryVisit {

    private final URI url;
    private final Node node;
    private final Consumer<Throwable> failed;
    private CompletableFuture<Link> dial;
    private boolean over;

    /**
     * Makes a visit without a link.
     *
     * @param failed told why an attempt failed
     */
    RegistryVisit(URI url, Node node, Consumer<Throwable> failed) {
        this.url = url;
        this.node = node;
        this.failed = failed;
    }

    /**
     * Opens the link, unless it is open or being opened, or the node has joined. Returns a future that completes when
     * the attempt has succeeded or failed. The future itself never fails.
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
        // without the lock: the dial may start the node, and a thread that holds the node's lock may wait for this one
        try {
            node.dial(url, Namespaces.REGISTRY, node.visitor()).whenComplete((link, failure) -> {
                if (failure == null) {
                    mine.complete(link);
                } else {
                    failed.accept(failure);
                    mine.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | Error e) {
            failed.accept(e);
            mine.completeExceptionally(e);
        }
        return mine.handle((link, failure) -> null);
    }

    /** Returns the link; {@code null} if it is not open. */
    synchronized Link link() {
        if (dial == null || !dial.isDone() || dial.isCompletedExceptionally()) {
            return null;
        }
        Link link = dial.join();
        return link.isOpen() ? link : null;
    }

    /** Closes the link when its requests are answered, or when it has opened. Called when the node has joined. */
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

    /** Allows another visit. Called when the node has left. */
    synchronized void reset() {
        over = false;
    }
}
