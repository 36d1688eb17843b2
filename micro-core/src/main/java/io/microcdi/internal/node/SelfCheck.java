package io.microcdi.internal.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;

/** Whether a node is found at the address that it advertises: it dials itself there and looks for its own id. */
public final class SelfCheck {

    private final Node node;

    /** A check of a node that runs. */
    public SelfCheck(Node node) {
        this.node = node;
    }

    /**
     * Dials the advertised address once.
     *
     * @param within nanoseconds to wait for the hello, once connected
     * @return fails with the reason if the node is not there
     */
    public CompletableFuture<Void> run(long within) {
        Announcement own = node.announcement();
        PeerAddress address = new PeerAddress(node.namespace(), own.key(), own.extras().scheme(), true);
        return node.dialSelf(address).thenCompose(link -> greeted(link, own, within));
    }

    private CompletableFuture<Void> greeted(Link link, Announcement own, long within) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        var alarm = node.environment().timer().after(within, () -> result.completeExceptionally(new TimeoutException(
                "something answers at " + own.key() + ", but said no hello within "
                        + TimeUnit.NANOSECONDS.toMillis(within) + " ms")));
        link.peer().greeting().whenComplete((extras, failure) -> {
            if (failure != null) {
                result.completeExceptionally(
                        new IllegalStateException("whoever answers at " + own.key() + " " + failure.getMessage()));
            } else if (extras.id().equals(node.id())) {
                result.complete(null);
            } else {
                result.completeExceptionally(
                        new IllegalStateException("another node answers at " + own.key() + ", with id " + extras.id()));
            }
        });
        result.whenComplete((done, failure) -> {
            alarm.cancel();
            link.close(CloseCodes.NORMAL, "self-check");
        });
        return result;
    }
}
