package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.testing.LogCapture;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

class MetricsServletTest {

    private static Map<String, Double> instances(Map<String, Integer> namespaces) {
        return ((GaugeSnapshot) MetricsServlet.instances(namespaces)).getDataPoints().stream().collect(
                Collectors.toMap(point -> point.getLabels().get("namespace"), point -> point.getValue()));
    }

    @Test
    void theLargestNamespacesHaveALabelAndTheOthersShareOne() {
        Map<String, Integer> namespaces = new HashMap<>();
        for (int i = 0; i < MetricsServlet.MAX_NAMESPACES + 10; i++) {
            namespaces.put("small/%03d".formatted(i), 1);
        }
        namespaces.put("z", 2);
        Map<String, Double> counted = instances(namespaces);
        assertThat(counted).hasSize(MetricsServlet.MAX_NAMESPACES + 1).containsEntry("z", 2.0)
                .containsEntry("small/000", 1.0).containsEntry(MetricsServlet.OTHER, 11.0);
    }

    @Test
    void aNamespaceThatIsCalledLikeTheOthersIsOneOfThem() {
        assertThat(instances(Map.of("a", 1, MetricsServlet.OTHER, 3)))
                .isEqualTo(Map.of("a", 1.0, MetricsServlet.OTHER, 3.0));
    }

    @Test
    void aReaderThatMayNotSeeAllIsInTheAuditLog() {
        PeerIdentity shop = new PeerIdentity("10.0.0.9", NamespaceGlobs.of(List.of("shop")), NamespaceGlobs.ALL,
                NamespaceGlobs.of(List.of("shop")), true, () -> "report", 1);
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] { HttpServletRequest.class },
                (self, method, arguments) -> method.getName().equals("getAttribute") ? shop
                        : method.getName().equals("getRemoteAddr") ? "10.0.0.9" : null);
        try (LogCapture capture = new LogCapture("io.microcdi.audit")) {
            assertThat(MetricsServlet.maySee(request, new Audit(System::nanoTime))).isFalse();
            assertThat(capture.messages()).singleElement().asString()
                    .startsWith("MICRO001800: Refused (rights): user report, from 10.0.0.9: the metrics");
        }
    }

    /** The grammar of namespaces has none of these characters; a label must not depend on that. */
    @Test
    void aNamespaceCannotAddALine() {
        byte[] text = MetricsServlet.text(MetricSnapshots.of(
                MetricsServlet.instances(Map.of("a\"} 1\nmicro_registry_links 7\\", 1))));
        assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("""
                # TYPE micro_registry_instances gauge
                # HELP micro_registry_instances Registered instances.
                micro_registry_instances{namespace="a\\"} 1\\nmicro_registry_links 7\\\\"} 1.0
                # EOF
                """);
    }
}
