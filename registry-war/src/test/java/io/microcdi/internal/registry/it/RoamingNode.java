package io.microcdi.internal.registry.it;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A {@link RegisteredNode} that dials the next registry when its link ends. */
final class RoamingNode implements AutoCloseable {

    private static final long PAUSE_MILLIS = 200;

    private final Executor later = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    private final List<URI> registries;
    private final int announcedPort;
    private final String namespace;
    private final Runnable onLink;
    private int next;
    private RegisteredNode link;
    private boolean left;

    /**
     * Dials.
     *
     * @param registries their pages
     * @param first the number of the registry that is dialled first
     */
    RoamingNode(List<URI> registries, int first, int announcedPort, String namespace) {
        this(registries, first, announcedPort, namespace, () -> {
        });
    }

    /**
     * Dials.
     *
     * @param registries their pages
     * @param first the number of the registry that is dialled first
     * @param onLink runs whenever it has a link
     */
    RoamingNode(List<URI> registries, int first, int announcedPort, String namespace, Runnable onLink) {
        this.onLink = onLink;
        this.registries = registries;
        this.next = first;
        this.announcedPort = announcedPort;
        this.namespace = namespace;
        dial();
    }

    private synchronized void dial() {
        if (left) {
            return;
        }
        URI registry = registries.get(next++ % registries.size());
        RegisteredNode.connect(registry.getAuthority(), announcedPort, namespace).whenComplete((node, failure) -> {
            if (failure == null) {
                linked(node);
            } else {
                later.execute(this::dial);
            }
        });
    }

    private synchronized void linked(RegisteredNode node) {
        link = node;
        onLink.run();
        node.closed().thenAccept(end -> later.execute(this::dial));
        if (left) {
            node.close();
        }
    }

    /** Ends the link, and dials no more. */
    @Override
    public synchronized void close() {
        left = true;
        if (link != null) {
            link.close();
        }
    }
}
