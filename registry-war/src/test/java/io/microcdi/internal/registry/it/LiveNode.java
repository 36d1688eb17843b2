package io.microcdi.internal.registry.it;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

/** A {@link RegisteredNode} that dials again half a second after its link has ended. */
final class LiveNode implements AutoCloseable {

    private static final long RECONNECT_MILLIS = 500;

    private final Executor later = CompletableFuture.delayedExecutor(RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();
    private final int registry;
    private final int announcedPort;
    private final String namespace;
    private volatile RegisteredNode link;
    private volatile boolean left;

    LiveNode(int registry, int announcedPort, String namespace) {
        this.registry = registry;
        this.announcedPort = announcedPort;
        this.namespace = namespace;
        dial();
    }

    private void dial() {
        RegisteredNode.connect(registry, announcedPort, namespace).whenComplete((node, failure) -> {
            if (failure != null) {
                dialAgain();
            } else {
                linked(node);
            }
        });
    }

    private void linked(RegisteredNode node) {
        link = node;
        if (left) {
            node.close();
        }
        node.closed().thenAccept(end -> {
            if (!left) {
                ends.add(end);
                dialAgain();
            }
        });
    }

    private void dialAgain() {
        if (!left) {
            later.execute(this::dial);
        }
    }

    String key() {
        return "127.0.0.1:" + announcedPort;
    }

    /** The code and the reason of each link that has ended. */
    Queue<String> ends() {
        return ends;
    }

    CompletableFuture<JsonObject> find(String wanted, Duration timeout) {
        return link.find(wanted, timeout);
    }

    @Override
    public void close() {
        left = true;
        if (link != null) {
            link.close();
        }
    }
}
