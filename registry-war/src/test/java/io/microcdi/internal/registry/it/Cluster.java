package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three registries as processes of their own, which form a cluster. */
final class Cluster implements AutoCloseable {

    static final int SIZE = 3;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");
    private static final Pattern MEMBER = Pattern.compile("\"self\":(?:true|false),\"instances\":([0-9]+)");
    private static final long PATIENCE_SECONDS = 120;
    private static final int MESHED_PORT = 8427;

    private final Mesh mesh;
    private final String members;
    private final List<Integer> ports;
    private final List<RegistryProcess> registries = new ArrayList<>();

    private Cluster(Mesh mesh, String members, List<Integer> ports) throws Exception {
        this.mesh = mesh;
        this.members = members;
        this.ports = ports;
        for (int i = 0; i < SIZE; i++) {
            registries.add(launch(i));
        }
        awaitWhole();
    }

    /** Starts one on loopback. */
    static Cluster onLoopback() throws Exception {
        List<Integer> free = freePorts(2 * SIZE);
        return new Cluster(null, free.subList(0, SIZE).stream().map(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(",")), free.subList(SIZE, 2 * SIZE));
    }

    /** Starts one whose members reach each other over a mesh only. */
    static Cluster in(Mesh mesh) throws Exception {
        return new Cluster(mesh, IntStream.range(0, SIZE).mapToObj(mesh::meshed).collect(Collectors.joining(",")),
                List.of(MESHED_PORT, MESHED_PORT, MESHED_PORT));
    }

    /** Ports that are free, as is the next one of each: a member uses two. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            while (ports.size() < count) {
                ServerSocket socket = new ServerSocket(0);
                sockets.add(socket);
                try {
                    sockets.add(new ServerSocket(socket.getLocalPort() + 1));
                    ports.add(socket.getLocalPort());
                } catch (IOException | IllegalArgumentException e) {
                    // the next one is in use; this one stays taken until all are found
                }
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private RegistryProcess launch(int number) throws Exception {
        String known = "-Dmicro.registry-server.cluster.members=" + members;
        if (mesh == null) {
            return RegistryProcess.startAt(ports.get(number), "-Xmx256m", known);
        }
        return RegistryProcess.startBehind(mesh.enter(number), mesh.outside(number), ports.get(number),
                List.of("-Xmx256m", known, "-Dmicro.registry-server.cluster.host=" + mesh.meshed(number),
                        "-Dmicro.registry-server.cluster.secret=the secret of the mesh",
                        "-Dmicro.security.mode=off", "-Dmicro.security.announce-ranges=127.0.0.1/32"));
    }

    RegistryProcess get(int number) {
        return registries.get(number);
    }

    List<RegistryProcess> all() {
        return registries;
    }

    /** Where their pages are. They stay there after a restart. */
    List<URI> pages() {
        return registries.stream().map(RegistryProcess::page).toList();
    }

    /** Starts one anew, at the same place, and waits until all have all. */
    void restart(int number) throws Exception {
        registries.set(number, launch(number));
        awaitWhole();
    }

    private void awaitWhole() {
        await("all see each other, and have what the others have",
                () -> registries.stream().allMatch(registry -> membersSeen(registry) == SIZE
                        && text(registry, "/api/status").contains("\"settled\":true")));
    }

    static void await(String what, BooleanSupplier condition) {
        await(() -> what, condition);
    }

    /** As {@link #await(String, BooleanSupplier)}; says at the end what is so then. */
    static void await(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** An answer of a registry; empty if there is none. */
    static String text(RegistryProcess registry, String path) {
        try {
            return HTTP
                    .send(HttpRequest.newBuilder(registry.page().resolve(path)).timeout(Duration.ofSeconds(20)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How many members a registry knows, itself among them. */
    static int membersSeen(RegistryProcess registry) {
        return text(registry, "/api/status").split("\"self\":", -1).length - 1;
    }

    /** How many instances are registered at each member, the smallest number first. */
    static List<Integer> instancesOfMembers(RegistryProcess registry) {
        return MEMBER.matcher(text(registry, "/api/status")).results().map(found -> Integer.valueOf(found.group(1)))
                .sorted().toList();
    }

    /** The keys of the instances that a registry shows. */
    static Set<String> keys(RegistryProcess registry, String namespace) {
        Set<String> keys = new TreeSet<>();
        String after = "";
        while (after != null) {
            String part = text(registry, "/api/namespaces/" + namespace + after);
            KEY.matcher(part).results().forEach(found -> keys.add(found.group(1)));
            after = NEXT.matcher(part).results().map(found -> "?after=" + found.group(1)).findFirst().orElse(null);
        }
        return keys;
    }

    /** How many instances of a namespace a registry knows. It costs the registry little, however many there are. */
    static int count(RegistryProcess registry, String namespace) {
        return metric(text(registry, "/metrics"), "micro_registry_instances{namespace=\"" + namespace + "\"}");
    }

    /** How many instances of all namespaces have their links at a registry. */
    static int owned(RegistryProcess registry) {
        String metrics = text(registry, "/metrics");
        return metric(metrics, "micro_registry_registrations_total") - metric(metrics, "micro_registry_removals_total");
    }

    private static int metric(String metrics, String name) {
        return metrics.lines().filter(line -> line.startsWith(name + " "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length() + 1))).sum();
    }

    @Override
    public void close() throws IOException {
        for (RegistryProcess registry : registries) {
            registry.close();
        }
    }
}
