package io.microcdi.it.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.launch.Application;
import io.microcdi.launch.ChildProcess;
import io.microcdi.launch.Ports;
import io.microcdi.launch.ServerProcess;
import io.microcdi.launch.ServerSetup;
import io.microcdi.launch.TomcatProcess;
import io.microcdi.launch.WildFlyServer;

/** The registry's WAR on WildFly and on Tomcat: two members of one cluster. */
@Tag("cluster")
class WarClusterIT {

    private static final long STARTED = Duration.ofMinutes(5).toNanos();
    /** A stranger tries to join once in one to two seconds. */
    private static final long TRIES = Duration.ofSeconds(10).toNanos();
    private static final long BETWEEN = Duration.ofMillis(100).toNanos();
    private static final Path HOME = Path.of(System.getProperty("ring.home"));
    private static final Path WAR = HOME.resolve("wars/registry-war.war");
    private static final String SECRET = "the secret of the cluster";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Deque<AutoCloseable> ENDS = new ArrayDeque<>();
    private static final List<Runnable> CHECKS = new ArrayList<>();
    private static String members;

    @BeforeAll
    static void start() throws IOException {
        members = "127.0.0.1:" + pair() + ",127.0.0.1:" + pair();
        server(new WildFlyServer(setup("wildfly")));
        server(new TomcatProcess(setup("tomcat"), Files.createDirectories(HOME.resolve("run/none"))));
        await("both registries see each other", () -> membersSeen("wildfly") == 2 && membersSeen("tomcat") == 2);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable end : ENDS) {
            end.close();
        }
    }

    /** A port that is free, as is the next one. */
    private static int pair() {
        while (true) {
            int port = Ports.any();
            try (ServerSocket next = new ServerSocket(port + 1)) {
                return next.getLocalPort() - 1;
            } catch (IOException | IllegalArgumentException e) {
                // the next port is in use
            }
        }
    }

    private static ServerSetup setup(String name) {
        Map<String, String> environment = new HashMap<>(cluster(SECRET));
        environment.put("MICRO_REGISTRY_SERVER_CLUSTER_URL", "ws://127.0.0.1:" + Processes.port(name));
        return new ServerSetup(HOME.resolve("servers"), HOME.resolve("run").resolve(name + "-registry"),
                Processes.port(name), List.of(new Application("registry", "/", WAR)), environment);
    }

    private static Map<String, String> cluster(String secret) {
        return Map.of("MICRO_REGISTRY_SERVER_CLUSTER_MEMBERS", members, "MICRO_REGISTRY_SERVER_CLUSTER_SECRET",
                secret);
    }

    private static void server(ServerProcess server) {
        ENDS.push(server::close);
        CHECKS.add(server::check);
    }

    private static String get(String registry, String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Processes.port(registry) + path))
                    .timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int membersSeen(String registry) {
        return get(registry, "/api/status").split("\"self\":", -1).length - 1;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + STARTED;
        while (!condition.getAsBoolean()) {
            CHECKS.forEach(Runnable::run);
            assertThat(System.nanoTime() - end).as(what).isNegative();
            LockSupport.parkNanos(BETWEEN);
        }
    }

    private static MicroNode node(String namespace, String registry) {
        MicroNode node = MicroNode.builder(namespace).registry("ws://127.0.0.1:" + Processes.port(registry))
                .listen("127.0.0.1", 0).build();
        node.register("/echo", RawJson.class, (json, context) -> json);
        node.start();
        node.ready().toCompletableFuture().join();
        return node;
    }

    @Test
    void aNodeThatIsRegisteredAtOneIsFoundAndCalledAtTheOther() throws Exception {
        for (List<String> way : List.of(List.of("wildfly", "tomcat"), List.of("tomcat", "wildfly"))) {
            String namespace = "echo-at-" + way.get(0);
            MicroNode provider = node(namespace, way.get(0));
            MicroNode caller = node("caller-at-" + way.get(1), way.get(1));
            try {
                await("it is known", () -> get(way.get(1), "/api/namespaces/" + namespace).contains("\"registry\":"));
                assertThat(caller.caller().call(namespace, "/echo", new RawJson("{\"a\":1}"), RawJson.class).text())
                        .isEqualTo("{\"a\":1}");
                HttpResponse<String> answer = HTTP.send(HttpRequest
                        .newBuilder(URI.create(
                                "http://127.0.0.1:" + Processes.port(way.get(1)) + "/call/" + namespace + "/echo"))
                        .header("Content-Type", "application/json").POST(BodyPublishers.ofString("{\"b\":2}")).build(),
                        BodyHandlers.ofString());
                assertThat(answer.body()).as("the gateway of the registry that has not its link")
                        .isEqualTo("{\"b\":2}");
            } finally {
                caller.stop();
                provider.stop();
            }
            await("it is gone", () -> !get(way.get(1), "/api/namespaces").contains(namespace));
        }
    }

    @Test
    void aStrangerWithoutTheSecretIsRefusedAtThePortOfTheCluster() throws Exception {
        MicroNode provider = node("secretive", "wildfly");
        int own = pair();
        ChildProcess stranger = ChildProcess.start("a stranger",
                List.of(ChildProcess.java(), "-jar", WAR.toString(), "--host", "127.0.0.1", "--port",
                        Integer.toString(Processes.port("registry")), "--cluster", members + ",127.0.0.1:" + own),
                Map.of("MICRO_REGISTRY_SERVER_CLUSTER_SECRET", "another secret of a cluster",
                        "MICRO_REGISTRY_SERVER_CLUSTER_HOST", "127.0.0.1"),
                HOME.resolve("run/stranger/stranger.log"));
        try {
            await("the stranger works, alone", () -> get("registry", "/api/status").contains("\"settled\":true"));
            long end = System.nanoTime() + TRIES;
            await("it has tried for a while", () -> {
                assertThat(get("registry", "/api/namespaces")).doesNotContain("secretive");
                assertThat(List.of("wildfly", "tomcat")).allMatch(name -> membersSeen(name) == 2);
                return System.nanoTime() - end > 0;
            });
            assertThat(membersSeen("registry")).isEqualTo(1);
            assertThat(Files.readString(HOME.resolve("run/stranger/stranger.log"))).as("its tries are not answered")
                    .contains("MICRO002808", "secret");
        } finally {
            stranger.close();
            provider.stop();
        }
    }
}
