package io.microcdi.internal.discovery;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.BusyServerException;
import io.microcdi.internal.node.Node;

/**
 * The link of a visitor: a node uses it to ask a registry before it can join, for example while its server does not
 * listen yet. The node announces a host and a namespace that cannot be looked up. Thread-safe.
 */
final class RegistryVisit {

    private final URI url;
    private final Node node;
    private final long longestPauseNanos;
    private final Consumer<Throwable> failed;
    private CompletableFuture<Link> dial;
    /** Until when the registry is not dialled again after a failure, in the timer's nanoseconds. */
    private long pausesUntil;
    private boolean over;

    /**
     * Makes a visit without a link.
     *
     * @param longestPauseNanos the longest pause after a failed attempt, in nanoseconds. A busy registry may ask for a
     *        longer one
     * @param failed called with the failure of each attempt
     */
    RegistryVisit(URI url, Node node, long longestPauseNanos, Consumer<Throwable> failed) {
        this.url = url;
        this.node = node;
        this.longestPauseNanos = longestPauseNanos;
        this.failed = failed;
        this.pausesUntil = now();
    }

    /**
     * Opens the link, unless it is open or being opened, or the node has joined. After a failure it dials again only
     * when its pause is over. Each call of the application asks for a visit, and the registry may be overloaded.
     * Returns a future that completes when the attempt has succeeded or failed. The future itself never fails.
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
            if (now() - pausesUntil < 0) {
                return CompletableFuture.completedFuture(null);
            }
            dial = mine;
        }
        // without the lock: the dial may start the node, and a thread that holds the node's lock may wait for this one
        try {
            node.dial(url, Namespaces.REGISTRY, node.visitor()).whenComplete((link, failure) -> {
                if (failure == null) {
                    mine.complete(link);
                } else {
                    fail(mine, failure);
                }
            });
        } catch (RuntimeException | Error e) {
            fail(mine, e);
        }
        return mine.handle((link, failure) -> null);
    }

    private void fail(CompletableFuture<Link> attempt, Throwable failure) {
        long busy = TimeUnit.SECONDS.toNanos(BusyServerException.seconds(failure));
        synchronized (this) {
            pausesUntil = now() + RegistryConnection.pauseNanos(node, busy, longestPauseNanos);
        }
        failed.accept(failure);
        attempt.completeExceptionally(failure);
    }

    private long now() {
        return node.environment().timer().nanoTime();
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
