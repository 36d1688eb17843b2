package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.CallRefusedException;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A handler that still runs after its node has stopped. */
class LeftNodeTest {

    private final World world = new World();
    private final AtomicReference<CompletableFuture<String>> inner = new AtomicReference<>();

    /** Nothing watches the deadline of such a request, so the handler would wait for ever. */
    @Test
    void itsRequestToTheNodeItselfIsRefused() {
        world.config(MicroConfig.defaults().with(ConfigKeys.DRAIN_TIMEOUT, Duration.ZERO));
        TestNode node = world.node("payments", "10.0.0.5:9000");
        node.route("/never", context -> new CompletableFuture<>());
        node.route("/outer", context -> {
            node.stop();
            inner.set(request(node, "/never"));
            return null;
        });
        node.listen();
        request(node, "/outer");
        assertThat(inner.get()).isDone();
        assertThatThrownBy(inner.get()::join).isInstanceOf(CallRefusedException.class)
                .hasMessageContaining("payments is leaving");
        node.listen();
        assertThat(request(node, "/never")).as("a node that was started again serves").isNotDone();
    }

    private static CompletableFuture<String> request(TestNode node, String url) {
        return node.caller().self().<String>request(url, null, String.class).toCompletableFuture();
    }
}
