package io.microcdi.internal.discovery;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.wire.Excerpts;

/**
 * Checks whether a server that has accepted a handshake is a registry (wire, The registry), and has registered this node. A
 * registry of this project confirms the registration after its hello. If it knows no leases, the hello itself is the
 * confirmation. The registry of the Node.js package sends no hello: the check asks it for the node's own namespace. A
 * registry answers with an address, because the handshake has registered the node. Any other server is not a registry.
 * Thread-safe.
 */
final class RegistryProof {

    /** The nanoseconds to wait for the hello before the check asks. */
    private static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** The pause before the next question, if the registry does not know the node yet. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** The time for the hello and the answers. */
    private static final long PROOF_NANOS = 2 * HELLO_NANOS;

    private final Link link;
    private final Node node;
    private final Timer timer;
    private final long deadline;
    private final CompletableFuture<Void> result = new CompletableFuture<>();

    RegistryProof(Link link, Node node) {
        this.link = link;
        this.node = node;
        this.timer = node.environment().timer();
        this.deadline = timer.nanoTime() + PROOF_NANOS;
    }

    /**
     * Starts the check. Returns a future that completes when the server has proved to be a registry. It fails with the
     * reason if the server is not a registry, or if the link closes.
     */
    CompletableFuture<Void> begin() {
        link.peer().greeting().whenComplete((hello, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (!hello.has(Lease.FEATURE)) {
                result.complete(null);
            }
        });
        link.peer().registration().whenComplete((lease, failure) -> {
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(failure);
            }
        });
        timer.after(HELLO_NANOS, this::ask);
        return result;
    }

    private void ask() {
        if (result.isDone()) {
            return;
        }
        if (link.peer().greeting().isDone()) {
            timer.after(PROOF_NANOS - HELLO_NANOS, () -> result.completeExceptionally(
                    new IOException("it has not registered this node within " + PROOF_NANOS / 1_000_000 + " ms")));
        } else {
            link.request("\"/-/find\"", FindAnswer.question(node.namespace(), List.of()), new Question());
        }
    }

    /** The request for the node's own namespace. */
    private final class Question extends RegistryRequest {

        Question() {
            super(deadline);
        }

        @Override
        void answered(String payload) {
            if (FindAnswer.read(node.namespace(), payload, false) != null) {
                result.complete(null);
            } else if (deadline - timer.nanoTime() <= PAUSE_NANOS) {
                failed("it does not know this node after the handshake");
            } else {
                timer.after(PAUSE_NANOS, RegistryProof.this::ask);
            }
        }

        @Override
        void failed(String why) {
            result.completeExceptionally(
                    new IOException("it is not a registry: it sent no hello, and /-/find failed: " + why));
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            result.completeExceptionally(new IOException("the link closed: " + code + " " + Excerpts.of(reason)));
        }
    }
}
