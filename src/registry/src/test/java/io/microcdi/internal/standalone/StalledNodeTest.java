package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.registry.MicroRegistry;

/** A node that cannot read says so wherever it is asked for its health, until it can. On real sockets. */
@Timeout(120)
class StalledNodeTest {

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private EngineNode node;
    private MicroNode caller;

    @BeforeEach
    void start() {
        registry.start();
        node = (EngineNode) MicroNode.builder("payments").registry("ws://127.0.0.1:" + registry.port())
                .listen("127.0.0.1", 0).set(ConfigKeys.PING_INTERVAL, Duration.ofSeconds(1)).build();
        node.register(new RouteSpec(PathPattern.parse("/blocks"), false, true), context -> {
            begun.countDown();
            return end.await(50, TimeUnit.SECONDS) ? "done" : "late";
        });
        node.start();
        caller = MicroNode.builder("checkout").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                .build();
        caller.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        caller.stop();
        node.stop();
        registry.stop();
    }

    @Test
    void aMessageThatKeepsAReadingThreadIsToldUntilItEnds() throws Exception {
        assertThat(node.problem()).isEmpty();
        assertThat(health().getString("status")).isEqualTo("ok");
        CompletableFuture<String> call = caller.caller().callAsync("payments", "/blocks", null, String.class);
        begun.await();
        Optional<String> problem = node.problem();
        while (problem.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(10);
            problem = node.problem();
        }
        assertThat(problem.get()).contains("checkout", "has kept a reading thread");
        assertThat(node.state().problem()).isPresent();
        assertThat(health().getString("status")).isEqualTo("stalled");
        assertThat(health().getString("problem")).contains("has kept a reading thread");
        end.countDown();
        assertThat(call).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("done");
        while (node.problem().isPresent()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(health().getString("status")).isEqualTo("ok");
    }

    private JsonObject health() throws Exception {
        return node.<JsonObject>dispatch("/-/health", null, JsonObject.class).toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}
