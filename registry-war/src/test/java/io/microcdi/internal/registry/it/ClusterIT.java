package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;

/**
 * Three registries as processes of their own, which form a cluster on loopback. {@code -Dcluster.nodes=3000} registers 3,000
 * nodes, by default 300. They are peers without additions, as those of Node.js, and dial the next registry when they lose
 * theirs.
 */
@Tag("cluster")
@Timeout(600)
class ClusterIT {

    private static final int NODES = Integer.getInteger("cluster.nodes", 300);
    private static final int CALLS_A_SECOND = 500;
    private static final int FIRST_PORT = 20_000;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<RegistryProcess> registries = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final List<MicroNode> nodes = new ArrayList<>();
    private String members = "";

    /** A node that dials the next registry when its link ends. */
    private final class Peer {

        private final Executor later = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
        private final int port;
        private int at;
        private volatile RegisteredNode link;
        private volatile boolean left;

        Peer(int number) {
            this.port = FIRST_PORT + number;
            this.at = number;
            dial();
        }

        private void dial() {
            int registry = registries.get(at++ % registries.size()).port();
            RegisteredNode.connect(registry, port, "payments").whenComplete((node, failure) -> {
                if (failure != null) {
                    again();
                } else {
                    link = node;
                    node.closed().thenAccept(end -> again());
                }
            });
        }

        private void again() {
            if (!left) {
                later.execute(this::dial);
            }
        }

        void leave() {
            left = true;
            if (link != null) {
                link.close();
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket one = new ServerSocket(0); ServerSocket two = new ServerSocket(0);
                ServerSocket three = new ServerSocket(0)) {
            members = Stream.of(one, two, three).map(socket -> "127.0.0.1:" + socket.getLocalPort())
                    .collect(Collectors.joining(","));
        }
        for (int i = 0; i < 3; i++) {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            registries.add(
                    RegistryProcess.startAt(port, "-Xmx256m", "-Dmicro.registry-server.cluster.members=" + members));
        }
        await("all see each other", () -> registries.stream().allMatch(registry -> {
            String status = get(registry, "/api/status");
            return status.contains("\"settled\":true") && status.split("\"self\":", -1).length == 4;
        }));
    }

    @AfterEach
    void end() throws Exception {
        peers.forEach(Peer::leave);
        nodes.forEach(MicroNode::stop);
        for (RegistryProcess registry : registries) {
            registry.close();
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static String get(RegistryProcess registry, String path) {
        try {
            return HTTP
                    .send(HttpRequest.newBuilder(registry.page().resolve(path)).timeout(Duration.ofSeconds(20)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.io.IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int count(RegistryProcess registry) {
        return get(registry, "/api/namespaces/payments").split("\"key\":", -1).length - 1;
    }

    /** How many instances have their links at a registry. */
    private static int owned(RegistryProcess registry) {
        String list = get(registry, "/api/namespaces/payments");
        return list.split("\"key\":", -1).length - list.split("\"registry\":", -1).length;
    }

    private MicroNode node(String namespace) {
        MicroNode node = MicroNode.builder(namespace)
                .registry(
                        registries.stream().map(registry -> "ws://127.0.0.1:" + registry.port()).toArray(String[]::new))
                .listen("127.0.0.1", 0).build();
        nodes.add(node);
        node.register("/echo", RawJson.class, (json, context) -> json);
        node.start();
        node.ready().toCompletableFuture().join();
        return node;
    }

    @Test
    void aRegistryThatIsKilledLosesNoCallAndNoInstance() throws Exception {
        IntStream.range(0, NODES).forEach(number -> peers.add(new Peer(number)));
        node("echo");
        MicroNode caller = node("caller");
        await("all are known everywhere", () -> registries.stream().allMatch(registry -> count(registry) == NODES));
        assertThat(caller.caller().call("echo", "/echo", new RawJson("1"), RawJson.class).text()).isEqualTo("1");
        AtomicInteger calls = new AtomicInteger();
        List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        Thread load = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                caller.caller().callAsync("echo", "/echo", new RawJson("1"), RawJson.class)
                        .whenComplete((text, failure) -> {
                            calls.incrementAndGet();
                            if (failure != null) {
                                failures.add(failure);
                            }
                        });
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / CALLS_A_SECOND);
            }
        });
        load.start();
        RegistryProcess killed = registries.get(0);
        List<RegistryProcess> others = List.of(registries.get(1), registries.get(2));
        int fewest = NODES;
        killed.kill();
        long begun = System.nanoTime();
        while (others.stream().mapToInt(ClusterIT::owned).sum() < NODES) {
            fewest = Math.min(fewest, others.stream().mapToInt(ClusterIT::count).min().orElse(0));
            assertThat(System.nanoTime() - begun).as("all are owned again").isLessThan(TimeUnit.SECONDS.toNanos(60));
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        load.interrupt();
        load.join();
        System.out.printf("%d nodes, %d calls: all owned again after %.1f s, the fewest found were %d%n", NODES,
                calls.get(), seconds, fewest);
        assertThat(failures).isEmpty();
        assertThat(fewest).isEqualTo(NODES);
    }

    @Test
    void aRegistryThatHangsHoldsNobodyUp() throws Exception {
        IntStream.range(0, 50).forEach(number -> peers.add(new Peer(number)));
        await("all are known everywhere", () -> registries.stream().allMatch(registry -> count(registry) == 50));
        registries.get(0).pause();
        try {
            await("the others exclude it",
                    () -> get(registries.get(1), "/api/status").split("\"self\":", -1).length == 3);
            assertThat(count(registries.get(1))).isEqualTo(50);
            assertThat(count(registries.get(2))).isEqualTo(50);
        } finally {
            registries.get(0).resume();
        }
        await("it is back, and all know the same", () -> registries.stream().allMatch(registry -> count(registry) == 50
                && get(registry, "/api/status").split("\"self\":", -1).length == 4));
    }

    @Test
    void theGatewayOfEachRegistryReachesAnInstanceOfAnother() throws Exception {
        node("echo");
        await("it is known", () -> registries.stream()
                .allMatch(registry -> get(registry, "/api/namespaces/echo").contains("\"key\":")));
        for (RegistryProcess registry : registries) {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(
                    URI.create(registry.page() + "call/echo/echo")).header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("{\"a\":1}");
        }
    }
}
