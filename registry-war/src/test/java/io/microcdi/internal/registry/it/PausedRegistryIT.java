package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The registry's process is stopped for longer than its heartbeat timeout of 20 s, as a suspended virtual machine is,
 * and continues. {@code -Dpause.seconds=45} stops it for 45 s, by default for 25 s.
 *
 * <p>The 120 nodes are WebSocket peers of the JDK's client with heartbeats and pongs. Nodes of this project close a link
 * that is silent for 20 s, so that their links would end in any case; these keep theirs, as nodes of the Node.js package
 * do, and each end is the registry's own.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGSTOP")
@Tag("slow")
class PausedRegistryIT {

    private static final int PAUSE_SECONDS = Integer.getInteger("pause.seconds", 25);
    private static final int NODES = 120;
    private static final int NAMESPACES = 12;
    private static final int FIRST_PORT = 20_000;
    private static final int FINDS = 1_000;
    private static final Duration FIND_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration JOINED_WITHIN = Duration.ofSeconds(60);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

    @Test
    void noLiveNodeIsEvicted() throws Exception {
        List<LiveNode> nodes = new ArrayList<>();
        try (RegistryProcess registry = RegistryProcess.start()) {
            Http http = new Http(registry.page());
            IntStream.range(0, NODES).forEach(
                    i -> nodes.add(new LiveNode(registry.port(), FIRST_PORT + i, "ns" + i % NAMESPACES)));
            Set<String> keys = nodes.stream().map(LiveNode::key).collect(Collectors.toSet());
            assertThat(http.awaitKeys(keys::equals, JOINED_WITHIN)).as("registered nodes before").isEqualTo(keys);

            pause(registry);

            long missingUntil = lastMissing(http, keys);
            Map<String, Long> ends = nodes.stream().flatMap(node -> node.ends().stream())
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            System.out.printf("paused for %d s: %d evictions %s, a node was missing until %d ms after the pause%n",
                    PAUSE_SECONDS, ends.values().stream().mapToLong(Long::longValue).sum(), ends, missingUntil);
            assertThat(ends).as("evictions").isEmpty();
            assertThat(missingUntil).as("milliseconds until a node was missing for the last time").isZero();
            assertFindsAreAnswered(nodes);
        } finally {
            nodes.forEach(LiveNode::close);
        }
    }

    private static void pause(RegistryProcess registry) throws Exception {
        Executor later = CompletableFuture.delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS);
        registry.pause();
        try {
            CompletableFuture.runAsync(() -> {
            }, later).get();
        } finally {
            registry.resume();
        }
    }

    /**
     * Watches the registry for 10 s, since it evicts nodes at any time in them.
     *
     * @return the milliseconds until a node was missing for the last time, 0 for never
     */
    private static long lastMissing(Http http, Set<String> keys) throws Exception {
        long resumed = System.nanoTime();
        long missing = resumed;
        while (System.nanoTime() - resumed < BACK_WITHIN.toNanos()) {
            if (!http.keys().equals(keys)) {
                missing = System.nanoTime();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return TimeUnit.NANOSECONDS.toMillis(missing - resumed);
    }

    private static void assertFindsAreAnswered(List<LiveNode> nodes) throws Exception {
        List<CompletableFuture<JsonObject>> answers = IntStream.range(0, FINDS)
                .mapToObj(i -> nodes.get(i % NODES).find("ns" + i % NAMESPACES, FIND_TIMEOUT)).toList();
        int found = 0;
        for (CompletableFuture<JsonObject> answer : answers) {
            JsonObject data = answer.handle((frame, failure) -> frame).get();
            if (data != null && data.getInt("status") == 200 && data.containsKey("data")) {
                found++;
            }
        }
        assertThat(found).as("finds answered with an address").isEqualTo(FINDS);
    }
}
