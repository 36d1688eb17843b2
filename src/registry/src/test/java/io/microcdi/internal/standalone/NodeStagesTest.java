package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.registry.MicroRegistry;

/** The stages of a node complete at the event that they are for. */
@Timeout(60)
class NodeStagesTest {

    private final List<MicroNode> nodes = new ArrayList<>();
    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private MicroNode provider;

    @BeforeEach
    void start() throws Exception {
        registry.start();
        provider = node("payments");
        provider.register("/who", context -> "me");
        provider.start();
        provider.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        nodes.forEach(MicroNode::stop);
        registry.stop();
    }

    private MicroNode node(String namespace) {
        MicroNode node = MicroNode.builder(namespace).registry("ws://127.0.0.1:" + registry.port())
                .set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofSeconds(10)).listen("127.0.0.1", 0).build();
        nodes.add(node);
        return node;
    }

    @Test
    void readyAskedForBeforeTheStartCompletesAfterIt() throws Exception {
        MicroNode node = node("checkout");
        CompletableFuture<Void> ready = node.ready().toCompletableFuture();
        node.start();
        ready.get(20, TimeUnit.SECONDS);
        assertThat(node.isReady()).isTrue();
    }
}
