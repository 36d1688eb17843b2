package io.microcdi.internal.registry.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.launcher.Arguments;
import io.microcdi.internal.security.HostNames;
import io.microcdi.registry.MicroRegistryBuilder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;

/**
 * The manifests, and what the chart renders, have the members and types of the API of Kubernetes, whose classes are made from its
 * schema. No cluster is asked.
 */
class ManifestsTest {

    private static final Path DIRECTORY = Path.of(System.getProperty("basedir", ""), "../src/container/kubernetes");
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of("v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class, "v1/Secret", Secret.class, "apps/v1/Deployment",
            Deployment.class,
            "apps/v1/StatefulSet", StatefulSet.class, "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);
    /** Before the number of registries. */
    private static final String CHART = "helm/";
    /** Behind the number of registries, if they speak TLS. */
    private static final String TLS = " tls";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The documents of a file, or of the chart with a number of registries, and with {@code tls} with users and TLS. */
    private static List<Object> documents(String file) throws IOException {
        String text = !file.startsWith(CHART) ? Files.readString(DIRECTORY.resolve(file))
                : file.endsWith(TLS) ? withTls(template("replicas",
                        Integer.valueOf(file.substring(CHART.length(), file.length() - TLS.length())))).call()
                        : template("replicas", Integer.valueOf(file.substring(CHART.length()))).call();
        return StreamSupport.stream(new Yaml().loadAll(text).spliterator(), false).toList();
    }

    private static TemplateCommand withTls(TemplateCommand template) {
        return template.set("tls.secretName", "registry-tls").set("users.secretName", "people");
    }

    private static List<HasMetadata> read(String file) throws IOException {
        return documents(file).stream().map(ManifestsTest::typed).toList();
    }

    /** Renders the chart by the library of Helm itself. */
    private static TemplateCommand template(String key, Object value) {
        return new Helm(DIRECTORY.resolveSibling("helm/microcdi-registry")).template().withName("registry")
                .withKubeVersion("1.31.0").withNamespace("apps")
                .set("image.repository", "registry.example/microcdi-registry")
                .set(key, value);
    }

    private static HasMetadata typed(Object document) {
        Map<?, ?> map = (Map<?, ?>) document;
        String kind = map.get("apiVersion") + "/" + map.get("kind");
        assertThat(KINDS).containsKey(kind);
        return MAPPER.convertValue(document, KINDS.get(kind));
    }

    /** Returns the paths of the members that the schema does not have. */
    private static Set<String> unknown(String path, Object value) {
        Set<String> unknown = new TreeSet<>();
        if (value instanceof Collection<?> all) {
            all.forEach(each -> unknown.addAll(unknown(path + "[]", each)));
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getParameterCount() == 0 && method.getName().matches("(get|is)[A-Z].*")
                        && method.getDeclaringClass() == value.getClass()) {
                    Object member = invoke(method, value);
                    if (method.getName().equals("getAdditionalProperties")) {
                        ((Map<?, ?>) member).keySet().forEach(name -> unknown.add(path + "." + name));
                    } else {
                        unknown.addAll(unknown(path + "." + method.getName(), member));
                    }
                }
            }
        }
        return unknown;
    }

    private static Object invoke(Method method, Object target) {
        try {
            return method.invoke(target);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError(method.toString(), e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "one/registry.yaml", "three/registry.yaml", "service.yaml", "secret.example.yaml",
            "helm/1", "helm/3", "helm/1 tls", "helm/3 tls" })
    void haveOnlyMembersOfTheSchema(String file) throws IOException {
        for (HasMetadata each : read(file)) {
            assertThat(unknown(each.getKind(), each)).isEmpty();
            assertThat(each.getMetadata().getName()).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "one/registry.yaml", "three/registry.yaml", "service.yaml", "secret.example.yaml",
            "helm/1", "helm/3", "helm/1 tls", "helm/3 tls" })
    void haveWhatTheSchemaRequires(String file) throws IOException {
        for (Object each : documents(file)) {
            assertThat(Schema.faults((Map<?, ?>) each)).isEmpty();
        }
    }

    @Test
    void aFaultOfTheSchemaIsFound() {
        Map<?, ?> set = new Yaml().load("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: Registry}
                spec:
                  serviceName: registry
                  podManagementPolicy: parallel
                  template:
                    spec:
                      containers:
                        - name: registry
                          resources: {limits: {memory: 768Mb}}
                          ports: [{name: a-name-that-is-too-long, containerPort: 84270}]
                """);
        assertThat(Schema.faults(set)).anyMatch(fault -> fault.contains("`selector` is not found"))
                .contains("StatefulSet.metadata.name: Registry", "StatefulSet.spec.podManagementPolicy: parallel",
                        "StatefulSet.spec.template.spec.containers[].resources.limits.memory: 768Mb",
                        "StatefulSet.spec.template.spec.containers[].ports[].name: a-name-that-is-too-long",
                        "StatefulSet.spec.template.spec.containers[].ports[].containerPort: 84270");
    }

    @ParameterizedTest
    @ValueSource(strings = { "one", "three" })
    void theKustomizationNamesFilesThatExist(String folder) throws IOException {
        Map<String, Object> kustomization = new Yaml()
                .load(Files.readString(DIRECTORY.resolve(folder + "/kustomization.yaml")));
        assertThat(kustomization).containsOnlyKeys("apiVersion", "kind", "resources")
                .containsEntry("apiVersion", "kustomize.config.k8s.io/v1beta1").containsEntry("kind", "Kustomization");
        assertThat((Collection<?>) kustomization.get("resources")).isNotEmpty()
                .allMatch(file -> Files.isRegularFile(DIRECTORY.resolve(folder + "/" + file)));
    }

    @Test
    void aMisspeltMemberIsFound() {
        Map<String, Object> port = Map.of("name", "http", "port", 80, "targetProt", "http");
        Object service = typed(Map.of("apiVersion", "v1", "kind", "Service", "spec", Map.of("ports", List.of(port))));
        assertThat(unknown("Service", service)).containsExactly("Service.getSpec.getPorts[].targetProt");
    }

    @ParameterizedTest
    @ValueSource(strings = { "one/registry.yaml", "three/registry.yaml", "service.yaml", "helm/1", "helm/1 tls",
            "helm/3", "helm/3 tls" })
    void selectTheirPodsAndNameTheirPorts(String file) throws IOException {
        List<HasMetadata> all = read(file);
        Map<String, String> labels = labelsOfPods(all);
        Set<String> ports = containers(all).stream().flatMap(container -> container.getPorts().stream())
                .map(port -> port.getName()).collect(Collectors.toSet());
        for (HasMetadata each : all) {
            if (each instanceof Service service) {
                assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
                assertThat(service.getSpec().getPorts())
                        .allMatch(port -> ports.contains(port.getTargetPort().getStrVal()));
            }
            if (each instanceof PodDisruptionBudget budget) {
                assertThat(labels).containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "one/registry.yaml", "three/registry.yaml", "service.yaml", "helm/1", "helm/1 tls",
            "helm/3", "helm/3 tls" })
    void runWithoutPrivilegesAndWithinBounds(String file) throws IOException {
        for (Container container : containers(read(file))) {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isNotBlank();
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isNotBlank();
            assertThat(container.getEnv()).noneMatch(variable -> variable.getName().equals("MICRO_SECURITY_SECRET"));
        }
    }

    /** A proxy in the pod of a mesh makes each connection look as if it came from the same machine. */
    @ParameterizedTest
    @ValueSource(strings = { "one/registry.yaml", "three/registry.yaml", "service.yaml", "helm/1", "helm/3" })
    void askEverybodyForAProof(String file) throws IOException {
        assertThat(containers(read(file))).isNotEmpty().allSatisfy(
                container -> assertThat(container.getEnv())
                        .filteredOn(env -> env.getName().equals("MICRO_SECURITY_MODE"))
                        .extracting(EnvVar::getValue).containsExactly("required"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "three/registry.yaml", "helm/3", "helm/3 tls" })
    void threeRegistriesFindEachOtherByTheHeadlessService(String file) throws IOException {
        List<HasMetadata> all = read(file);
        Container registry = containers(all).get(0);
        Arguments arguments = Arguments.parse(registry.getArgs().toArray(String[]::new));
        Service headless = all.stream().filter(Service.class::isInstance).map(Service.class::cast)
                .filter(service -> "None".equals(service.getSpec().getClusterIP())).findFirst().orElseThrow();
        assertThat(arguments.cluster()).contains("dns:" + headless.getMetadata().getName());
        assertThat(headless.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(headless.getSpec().getPorts()).extracting(port -> port.getPort()).contains(7800, 7801);
        assertThat(registry.getEnv()).extracting(variable -> variable.getName())
                .contains("MICRO_REGISTRY_SERVER_CLUSTER_SECRET_FILE")
                .doesNotContain("MICRO_REGISTRY_SERVER_CLUSTER_SECRET");
    }

    /** Each form in which a name of Kubernetes may be asked for; others would be answered 421. */
    @ParameterizedTest
    @ValueSource(strings = { "one/registry.yaml", "three/registry.yaml", "helm/1", "helm/3" })
    void areAnsweredUnderTheNamesOfServicesAndPods(String file) throws IOException {
        List<HasMetadata> all = read(file);
        Container registry = containers(all).get(0);
        Map<String, String> variables = new LinkedHashMap<>();
        for (EnvVar variable : registry.getEnv()) {
            String value = variable.getValue() == null ? "apps" : variable.getValue();
            if (variable.getValue() == null) {
                assertThat(variable.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("metadata.namespace");
            }
            // Kubernetes replaces the variables that stand before
            for (Map.Entry<String, String> before : variables.entrySet()) {
                value = value.replace("$(" + before.getKey() + ")", before.getValue());
            }
            variables.put(variable.getName(), value);
        }
        assertThat(variables).hasSameSizeAs(registry.getEnv());
        HostNames names = HostNames.of(MicroConfig.read(
                key -> Optional.ofNullable(variables.get(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))),
                MicroRegistryBuilder.keys()));
        StatefulSet set = (StatefulSet) all.stream().filter(StatefulSet.class::isInstance).findFirst().orElseThrow();
        Stream<String> pods = IntStream.range(0, set.getSpec().getReplicas())
                .mapToObj(i -> set.getMetadata().getName() + "-" + i + "." + set.getSpec().getServiceName());
        Stream<String> services = all.stream().filter(Service.class::isInstance)
                .map(service -> service.getMetadata().getName());
        assertThat(Stream.concat(services, pods).toList()).hasSize(2 + set.getSpec().getReplicas()).allSatisfy(host -> {
            for (String form : List.of("", ".apps", ".apps.svc", ".apps.svc.cluster.local")) {
                assertThat(names.permits(host + form + ":8427")).as(host + form).isTrue();
            }
            assertThat(names.permits(host + ".elsewhere")).isFalse();
        });
    }

    @Test
    void theChartTakesAnotherDomain() throws IOException {
        assertThat(template("clusterDomain", "corp.example").call())
                .contains("registry-0.registry-headless.apps.svc.corp.example").doesNotContain("cluster.local");
    }

    @ParameterizedTest
    @ValueSource(strings = { "helm/1", "helm/3", "helm/3 tls" })
    void theChartRefusesSettingsThatItHasItself(String file) throws IOException {
        List<String> own = containers(read(file)).get(0).getEnv().stream().map(EnvVar::getName)
                .filter(name -> name.startsWith("MICRO_")).toList();
        assertThat(own).contains("MICRO_SECURITY_NAMES", "MICRO_SECURITY_MODE");
        for (String name : Stream.concat(own.stream(), Stream.of("MICRO_SECURITY_SECRET", "MICRO_REGISTRY_SERVER_PORT",
                "MICRO_REGISTRY_SERVER_CLUSTER_MEMBERS", "MICRO_REGISTRY_SERVER_CLUSTER_SECRET")).toList()) {
            TemplateCommand template = template("settings." + name, "x");
            assertThatThrownBy((file.endsWith(TLS) ? withTls(template.set("replicas", 3)) : template)::call)
                    .hasMessageContaining("settings." + name + ": the chart sets this itself: ");
        }
    }

    /** Where the chart sets none, as for one registry, and with {@code tls.caKey} empty. */
    @Test
    void theChartTakesATrustStoreWhereItSetsNone() {
        String trusted = "name: MICRO_TLS_TRUST_STORE\n              value: \"/etc/trust.p12\"";
        String setting = "settings.MICRO_TLS_TRUST_STORE";
        assertThat(withTls(template(setting, "/etc/trust.p12")).call()).contains(trusted);
        assertThat(withTls(template(setting, "/etc/trust.p12")).set("replicas", 3).set("tls.caKey", "").call())
                .containsOnlyOnce("MICRO_TLS_TRUST_STORE").contains(trusted);
    }

    @Test
    void theChartMakesOneRegistryWithoutACluster() throws IOException {
        List<HasMetadata> all = read("helm/1");
        assertThat(Arguments.parse(containers(all).get(0).getArgs().toArray(String[]::new)).cluster()).isEmpty();
        assertThat(all).noneMatch(PodDisruptionBudget.class::isInstance);
    }

    /** Of two versions that are beside each other during a rolling update, each ignores what the other one tells. */
    @ParameterizedTest
    @ValueSource(strings = { "three/registry.yaml", "helm/3", "helm/3 tls" })
    void noRegistryOfAClusterTakesANewVersionByItself(String file) throws IOException {
        StatefulSet set = (StatefulSet) read(file).stream().filter(StatefulSet.class::isInstance).findFirst()
                .orElseThrow();
        assertThat(set.getSpec().getUpdateStrategy()).isNotNull();
        assertThat(set.getSpec().getUpdateStrategy().getType()).isEqualTo("OnDelete");
    }

    @Test
    void theChartRollsAClusterWhereTheValuesSaySo() throws IOException {
        assertThat(template("updateStrategy", "RollingUpdate").set("replicas", 3).call())
                .contains("updateStrategy:\n    type: RollingUpdate");
        assertThat(template("updateStrategy", "OnDelete").call()).as("one registry").doesNotContain("updateStrategy");
        assertThatThrownBy(template("updateStrategy", "Rolling")::call).hasMessageContaining("updateStrategy");
    }

    @Test
    void theChartPassesSettingsOn() throws IOException {
        assertThat(template("settings.MICRO_REGISTRY_SERVER_GATEWAY", "\"false\"").set("names[0]", "registry.example")
                .set("port", 9000).call()).contains("name: MICRO_REGISTRY_SERVER_GATEWAY", ",registry.example",
                        "containerPort: 9000", "- \"9000\"");
    }

    /** Without users the page would answer 401 to everybody. */
    @ParameterizedTest
    @ValueSource(strings = { "one/registry.yaml", "three/registry.yaml", "helm/1 tls", "helm/3 tls" })
    void peopleSignInByAFile(String file) throws IOException {
        Container registry = containers(read(file)).get(0);
        String path = value(registry, "MICRO_REGISTRY_SERVER_USERS_FILE");
        assertThat(registry.getVolumeMounts())
                .anyMatch(mount -> path.startsWith(mount.getMountPath() + "/") && mount.getReadOnly());
    }

    @ParameterizedTest
    @ValueSource(strings = { "three/registry.yaml", "helm/3", "helm/3 tls" })
    void onlyRegistriesReachThePortsOfTheCluster(String file) throws IOException {
        List<HasMetadata> all = read(file);
        NetworkPolicySpec policy = all.stream().filter(NetworkPolicy.class::isInstance)
                .map(each -> ((NetworkPolicy) each).getSpec()).findFirst().orElseThrow();
        assertThat(policy.getPolicyTypes()).containsExactly("Ingress");
        Map<String, String> registries = policy.getPodSelector().getMatchLabels();
        assertThat(policy.getPodSelector().getMatchExpressions()).isEmpty();
        assertThat(registries).isNotEmpty();
        assertThat(labelsOfPods(all)).containsAllEntriesOf(registries);
        assertThat(labelsOfPods(read("service.yaml")).entrySet().containsAll(registries.entrySet())).as("a service")
                .isFalse();
        Map<String, Integer> ports = containers(all).get(0).getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
        assertThat(policy.getIngress()).hasSize(2);
        for (NetworkPolicyIngressRule rule : policy.getIngress()) {
            assertThat(rule.getPorts()).allMatch(port -> port.getEndPort() == null
                    && (port.getProtocol() == null || port.getProtocol().equals("TCP")));
            List<Integer> reached = rule.getPorts().stream().map(port -> ports.get(port.getPort().getStrVal()))
                    .toList();
            if (rule.getFrom().isEmpty()) {
                assertThat(reached).containsExactly(8427);
            } else {
                assertThat(reached).containsExactlyInAnyOrder(7800, 7801);
                assertThat(rule.getFrom()).allSatisfy(from -> {
                    assertThat(from.getPodSelector().getMatchLabels()).isEqualTo(registries);
                    assertThat(from.getPodSelector().getMatchExpressions()).isEmpty();
                    assertThat(from.getIpBlock()).isNull();
                    assertThat(from.getNamespaceSelector()).isNull();
                });
            }
        }
        assertThat(policy.getIngress()).filteredOn(rule -> rule.getFrom().isEmpty()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "helm/1 tls", "helm/3 tls" })
    void withAKeyStoreEverythingIsTls(String file) throws IOException {
        Container registry = containers(read(file)).get(0);
        assertThat(Stream.of(registry.getStartupProbe(), registry.getLivenessProbe(), registry.getReadinessProbe())
                .map(probe -> probe.getHttpGet().getScheme())).containsOnly("HTTPS");
        assertThat(value(registry, "MICRO_REGISTRY_SERVER_TLS_KEY_STORE")).isEqualTo("/etc/microcdi-tls/keystore.p12");
        if (file.contains("3")) {
            assertThat(value(registry, "MICRO_REGISTRY_SERVER_CLUSTER_URL"))
                    .isEqualTo("wss://$(POD_NAME).registry-headless:8427");
            assertThat(registry.getEnv()).extracting(EnvVar::getName).containsSubsequence("POD_NAME",
                    "MICRO_REGISTRY_SERVER_CLUSTER_URL");
            assertThat(value(registry, "MICRO_TLS_TRUST_STORE")).isEqualTo("/etc/microcdi-tls/ca.crt");
        }
    }

    private static String value(Container container, String variable) {
        return container.getEnv().stream().filter(each -> each.getName().equals(variable)).findFirst().orElseThrow()
                .getValue();
    }

    @Test
    void theChartRefusesValuesThatItDoesNotHave() {
        assertThatThrownBy(template("replica", 3)::call).hasMessageContaining("replica");
        assertThatThrownBy(template("settings.micro_mode", "off")::call).hasMessageContaining("micro_mode");
        assertThatThrownBy(template("image.repository", "")::call).hasMessageContaining("set image.repository");
    }

    @Test
    void theChartHasNoFaultThatHelmFinds() {
        LintResult result = new Helm(DIRECTORY.resolveSibling("helm/microcdi-registry")).lint().strict().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    private static Map<String, String> labelsOfPods(List<HasMetadata> all) {
        List<Map<String, String>> pods = Stream.concat(
                all.stream().filter(StatefulSet.class::isInstance)
                        .map(set -> ((StatefulSet) set).getSpec().getTemplate().getMetadata().getLabels()),
                all.stream().filter(Deployment.class::isInstance)
                        .map(set -> ((Deployment) set).getSpec().getTemplate().getMetadata().getLabels()))
                .toList();
        assertThat(pods).hasSize(1);
        return pods.get(0);
    }

    private static List<Container> containers(List<HasMetadata> all) {
        Stream<PodSpec> pods = all.stream().map(each -> each instanceof StatefulSet set
                ? set.getSpec().getTemplate().getSpec()
                : each instanceof Deployment deployment ? deployment.getSpec().getTemplate().getSpec() : null)
                .filter(spec -> spec != null);
        return pods.peek(spec -> assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue())
                .flatMap(spec -> spec.getContainers().stream()).toList();
    }
}
