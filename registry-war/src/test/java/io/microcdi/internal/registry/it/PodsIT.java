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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import com.marcnuri.helm.Helm;

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

    @TempDir
    private Path secrets;

    static boolean isPossible() {
        return Mesh.isPossible() && Files.isExecutable(Path.of("/usr/bin/curl"));
    }

    /** The process in a pod. */
    private record Container(List<String> arguments, Map<String, String> environment) {
    }

    private Container container(String text, String kind, Map<String, String> told) {
        for (Object document : new Yaml().loadAll(text)) {
            if (kind.equals(((Map<?, ?>) document).get("kind"))) {
                Map<?, ?> pod = member(member(member(document, "spec"), "template"), "spec");
                Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).get(0);
                Map<String, String> environment = new HashMap<>();
                for (Object each : (List<?>) container.get("env")) {
                    Map<?, ?> variable = (Map<?, ?>) each;
                    environment.put((String) variable.get("name"), value(variable, environment, told));
                }
                Object arguments = container.get("args");
                return new Container(arguments == null ? List.of()
                        : ((List<?>) arguments).stream().map(String::valueOf).toList(), environment);
            }
        }
        throw new AssertionError("no " + kind + " in " + text);
    }

    /** The value of a variable, with the files of secrets here, and those before it in place of their names. */
    private String value(Map<?, ?> variable, Map<String, String> before, Map<String, String> told) {
        if (variable.get("value") == null) {
            Map<?, ?> source = member(variable, "valueFrom");
            return source.containsKey("secretKeyRef") ? PASSWORD
                    : told.get(member(source, "fieldRef").get("fieldPath"));
        }
        String value = variable.get("value").toString().replaceAll("/etc/microcdi(-[a-z]+)?/", secrets + "/");
        for (Map.Entry<String, String> each : before.entrySet()) {
            value = value.replace("$(" + each.getKey() + ")", each.getValue());
        }
        return value;
    }

    /** The fields of a pod that its variables refer to. */
    private static Map<String, String> told(Mesh mesh, int pod) {
        return Map.of("status.podIP", mesh.meshed(pod), "metadata.name", "registry-" + pod, "metadata.namespace",
                "default");
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
        run("http", Files.readString(MANIFESTS.resolve("three/registry.yaml")), Map.of());
    }

    /** The chart with a key store: the service dials by TLS, as its page says, and sends no token without. */
    @Test
    void withTlsNothingElseIsSent() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=registry", "-ext",
                "SAN=dns:localhost,dns:registry," + IntStream.range(0, Cluster.SIZE)
                        .mapToObj(i -> "dns:registry-" + i + ".registry-headless").collect(Collectors.joining(",")));
        keytool("-exportcert", "-rfc", "-file", secrets.resolve("ca.crt").toString());
        String chart = new Helm(MANIFESTS.resolveSibling("helm/microcdi-registry")).template().withName("registry")
                .withKubeVersion("1.31.0").set("image.repository", "registry.example/microcdi-registry")
                .set("replicas", Cluster.SIZE).set("tls.secretName", "registry-tls").set("users.secretName", "people")
                .call();
        run("https", chart, Map.of("MICRO_SECURITY_ALLOW_PLAIN", "false", "MICRO_TLS_TRUST_STORE",
                secrets.resolve("ca.crt").toString(), "MICRO_REGISTRY_URL",
                IntStream.range(0, Cluster.SIZE).mapToObj(i -> "wss://registry-" + i + ".registry-headless:" + PORT)
                        .collect(Collectors.joining(","))));
    }

    private void keytool(String... arguments) throws Exception {
        Process keytool = new ProcessBuilder(Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()), Stream.of(arguments),
                Stream.of("-alias", "registry", "-storetype", "PKCS12", "-keystore",
                        secrets.resolve("keystore.p12").toString(), "-storepass", PASSWORD))
                .flatMap(part -> part).toList()).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
    }

    /**
     * Starts all, and asks each registry.
     *
     * @param manifests has the stateful set of the registries
     * @param other variables of the service that are other than in its manifest
     */
    private void run(String scheme, String manifests, Map<String, String> other) throws Exception {
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
                    Container registry = container(manifests, "StatefulSet", told(mesh, i));
                    registries.add(RegistryProcess.startAs(mesh.enter(i),
                            URI.create(scheme + "://" + mesh.outside(i) + ":" + PORT + "/"),
                            List.of("-Xmx256m", names(mesh, i)), registry.arguments(), registry.environment()));
                }
                service = service(mesh, other);
                assertReady(service, registries);
                for (int i = 0; i < Cluster.SIZE; i++) {
                    // as by kubectl port-forward, which connects inside the pod
                    List<String> words = mesh.enter(i);
                    String page = scheme + "://localhost:" + PORT;
                    Cluster.await("registry " + i + " shows the service", () -> ask(words,
                            page + "/api/namespaces/payments").contains(
                                    "\"key\":\"" + mesh.meshed(Cluster.SIZE) + ":8080\""));
                    assertThat(ask(words, page + "/call/payments/charge", "-H", "Content-Type: application/json", "-d",
                            "[1]")).as("the gateway of registry " + i + "\n" + logs(registries)).isEqualTo("[1]");
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

    private Process service(Mesh mesh, Map<String, String> other) throws IOException {
        int pod = Cluster.SIZE;
        Container container = container(Files.readString(MANIFESTS.resolve("service.yaml")), "Deployment",
                told(mesh, pod));
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(mesh.enter(pod).stream(), Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", names(mesh, pod), "-cp",
                System.getProperty("java.class.path"), Pod.class.getName(), "payments")).toList())
                .redirectError(secrets.resolve("service.log").toFile());
        builder.environment().putAll(container.environment());
        builder.environment().putAll(other);
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

    /** The answer of a registry to a user in its pod. */
    private String ask(List<String> words, String page, String... more) {
        try {
            Process curl = new ProcessBuilder(Stream.of(words.stream(),
                    Stream.of("curl", "-s", "-m", "20", "-u", "ada:" + PASSWORD, "--noproxy", "*"), Stream.of(more),
                    page.startsWith("https") ? Stream.of("--cacert", secrets.resolve("ca.crt").toString())
                            : Stream.<String>of(),
                    Stream.of(page)).flatMap(part -> part).toList()).start();
            String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            curl.waitFor();
            return answer;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
