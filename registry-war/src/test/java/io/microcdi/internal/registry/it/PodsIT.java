package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Three registries and a service with the arguments and the environment of the manifests in {@code src/container}, each in a
 * network of its own as in a pod. Secrets and names are files here, and the names of services are those of a file of hosts.
 */
@Tag("cluster")
@Timeout(600)
@EnabledIf(value = "isPossible", disabledReason = "needs root, ip of iproute2 and curl")
class PodsIT {

    private static final Path MANIFESTS = Path.of(System.getProperty("basedir", ""), "../src/container/kubernetes");
    private static final int PORT = 8427;
    private static final String PASSWORD = "correct horse battery";
    private static final long PATIENCE_SECONDS = 120;

    /** What a pod is told of itself. */
    private static final Map<String, UnaryOperator<String>> FIELDS = Map.of("status.podIP", UnaryOperator.identity(),
            "metadata.namespace", address -> "default");

    @TempDir
    private Path secrets;

    static boolean isPossible() {
        return Mesh.isPossible() && Files.isExecutable(Path.of("/usr/bin/curl"));
    }

    /** What is started in a pod. */
    private record Container(List<String> arguments, Map<String, String> environment) {
    }

    private Container container(String file, String kind, String podAddress) throws IOException {
        for (Object document : new Yaml().loadAll(Files.readString(MANIFESTS.resolve(file)))) {
            if (kind.equals(((Map<?, ?>) document).get("kind"))) {
                Map<?, ?> pod = member(member(member(document, "spec"), "template"), "spec");
                Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).get(0);
                Map<String, String> environment = new HashMap<>();
                for (Object each : (List<?>) container.get("env")) {
                    Object value = ((Map<?, ?>) each).get("value");
                    environment.put((String) ((Map<?, ?>) each).get("name"), value == null
                            ? FIELDS.get(member(member(each, "valueFrom"), "fieldRef").get("fieldPath"))
                                    .apply(podAddress)
                            : value.toString().replace("/etc/microcdi/", secrets + "/").replace("$(POD_NAMESPACE)",
                                    environment.getOrDefault("POD_NAMESPACE", "not set before")));
                }
                Object arguments = container.get("args");
                return new Container(arguments == null ? List.of()
                        : ((List<?>) arguments).stream().map(String::valueOf).toList(), environment);
            }
        }
        throw new AssertionError("no " + kind + " in " + file);
    }

    private static Map<?, ?> member(Object of, String name) {
        return (Map<?, ?>) ((Map<?, ?>) of).get(name);
    }

    /** The names that a pod knows, its own host among them. */
    private String names(Mesh mesh, int pod) throws IOException {
        List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost",
                mesh.meshed(pod) + " " + InetAddress.getLocalHost().getHostName()));
        for (int i = 0; i < Cluster.SIZE; i++) {
            lines.add(mesh.meshed(i) + " registry-" + i + ".registry-headless");
            lines.add(mesh.meshed(i) + " registry-headless");
        }
        return "-Djdk.net.hosts.file=" + Files.write(secrets.resolve("hosts" + pod), lines);
    }

    @Test
    void aServiceIsReadyAndIsCalledThroughEachRegistry() throws Exception {
        Files.writeString(secrets.resolve("secret"), "a secret of nodes and registries");
        Files.writeString(secrets.resolve("cluster-secret"), "a secret of registries only");
        RegistryProcess.Ended line = RegistryProcess.run(PASSWORD + "\n", Map.of(), List.of(), "--hash-password",
                "ada");
        Files.writeString(secrets.resolve("users"), line.output());
        List<RegistryProcess> registries = new ArrayList<>();
        try (Mesh mesh = new Mesh(Cluster.SIZE + 1)) {
            Process service = null;
            try {
                for (int i = 0; i < Cluster.SIZE; i++) {
                    Container registry = container("three/registry.yaml", "StatefulSet", mesh.meshed(i));
                    registries.add(RegistryProcess.startAs(mesh.enter(i),
                            URI.create("http://" + mesh.outside(i) + ":" + PORT + "/"),
                            List.of("-Xmx256m", names(mesh, i)), registry.arguments(), registry.environment()));
                }
                service = service(mesh);
                assertReady(service, registries);
                for (int i = 0; i < Cluster.SIZE; i++) {
                    int pod = i;
                    // as by kubectl port-forward, which connects inside the pod
                    Cluster.await("registry " + pod + " shows the service", () -> ask(mesh, pod,
                            "/api/namespaces/payments").contains("\"key\":\"" + mesh.meshed(Cluster.SIZE) + ":8080\""));
                    assertThat(ask(mesh, pod, "/call/payments/charge", "-H", "Content-Type: application/json", "-d",
                            "[1]")).as("the gateway of registry " + pod).isEqualTo("[1]");
                }
            } finally {
                if (service != null) {
                    service.destroyForcibly().waitFor();
                }
                for (RegistryProcess registry : registries) {
                    registry.close();
                }
            }
        }
    }

    private Process service(Mesh mesh) throws IOException {
        int pod = Cluster.SIZE;
        Container container = container("service.yaml", "Deployment", mesh.meshed(pod));
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(mesh.enter(pod).stream(), Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", names(mesh, pod), "-cp",
                System.getProperty("java.class.path"), Pod.class.getName(), "payments")).toList())
                .redirectError(secrets.resolve("service.log").toFile());
        builder.environment().putAll(container.environment());
        return builder.start();
    }

    private void assertReady(Process service, List<RegistryProcess> registries) throws Exception {
        BufferedReader output = service.inputReader(StandardCharsets.UTF_8);
        String said;
        try {
            said = CompletableFuture.supplyAsync(() -> output.lines().findFirst().orElse("nothing"))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            said = "nothing in time";
        }
        assertThat(said).as(() -> logs(registries)).isEqualTo(Pod.READY);
    }

    private String logs(List<RegistryProcess> registries) {
        return Stream.concat(Stream.of(text(secrets.resolve("service.log"))), IntStream.range(0, registries.size())
                .mapToObj(i -> {
                    try {
                        return "registry " + i + ": " + registries.get(i).errors();
                    } catch (IOException e) {
                        return e.toString();
                    }
                })).collect(Collectors.joining("\n"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What the registry of a pod answers to a person inside of it. */
    private static String ask(Mesh mesh, int pod, String path, String... more) {
        try {
            Process curl = new ProcessBuilder(Stream.of(mesh.enter(pod).stream(),
                    Stream.of("curl", "-s", "-m", "20", "-u", "ada:" + PASSWORD), Stream.of(more),
                    Stream.of("http://localhost:" + PORT + path)).flatMap(part -> part).toList()).start();
            String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            curl.waitFor();
            return answer;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
