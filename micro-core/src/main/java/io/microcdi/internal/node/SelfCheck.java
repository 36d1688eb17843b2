package io.microcdi.internal.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;

/**
 * Checks whether a node can be reached at its advertised address. The node dials that address and compares the id in
 * the hello with its own.
 */
public final class SelfCheck {

    private final Node node;

    /** Makes the check of a running node. */
    public SelfCheck(Node node) {
        this.node = node;
    }

    /**
     * Dials the advertised address once.
     *
     * @param within nanoseconds to wait for the hello after the link has opened
     * @return a future that fails with the reason if the node does not answer there
     */
    public CompletableFuture<Void> run(long within) {
        Announcement own = node.announcement();
        PeerAddress address = new PeerAddress(node.namespace(), own.key(), own.info().scheme(), true);
        return node.dialSelf(address).thenCompose(link -> greeted(link, own, within));
    }

    private CompletableFuture<Void> greeted(Link link, Announcement own, long within) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        var alarm = node.environment().timer().after(within, () -> result.completeExceptionally(new TimeoutException(
                "something answers at " + own.key() + ", but said no hello within "
                        + TimeUnit.NANOSECONDS.toMillis(within) + " ms")));
        link.peer().greeting().whenComplete((info, failure) -> {
            if (failure != null) {
                result.completeExceptionally(
                        new IllegalStateException(
                                "the program that answers at " + own.key() + " " + failure.getMessage()));
            } else if (info.id().equals(node.id())) {
                result.complete(null);
            } else {
                result.completeExceptionally(
                        new IllegalStateException("another node answers at " + own.key() + ", with id " + info.id()));
            }
        });
        result.whenComplete((done, failure) -> {
            alarm.cancel();
            link.close(CloseCodes.NORMAL, "self-check");
        });
        return result;
    }
}
