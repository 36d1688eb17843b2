package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.testing.support.Await;

/** The metrics that a scraper reads at {@code /metrics}. */
class MetricsIT {

    private static Map<String, Double> samples(HttpResponse<String> metrics) {
        return metrics.body().lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" ", -1))
                .collect(Collectors.toMap(line -> line[0], line -> value(line[1]), (one, other) -> {
                    throw new AssertionError("a sample is there twice");
                }));
    }

    private static Double value(String text) {
        return Double.valueOf(text.replace("Inf", "Infinity"));
    }

    @Test
    void theRegistryCountsWhatItDoes() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start()) {
            Http http = new Http(registry.page());
            MicroNode node = MicroNode.builder("shop/payments").registry("ws://127.0.0.1:" + registry.port())
                    .listen("127.0.0.1", 0).build();
            node.register("/charge", RawJson.class, (json, context) -> json);
            node.start();
            node.ready().toCompletableFuture().join();
            http.awaitInstance(node.key(), Objects::nonNull);
            call(registry.page(), "shop/payments/charge");
            call(registry.page(), "none/x");

            HttpResponse<String> metrics = http.send("GET", "/metrics");
            assertThat(metrics.statusCode()).as(metrics.body()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/openmetrics-text").contains("version=1.0.0");
            assertThat(metrics.body()).endsWith("# EOF\n").contains("# TYPE micro_registry_registrations counter\n",
                    "# TYPE micro_gateway_call_duration_seconds histogram\n");
            assertThat(samples(metrics)).containsEntry("micro_registry_instances{namespace=\"shop/payments\"}", 1.0)
                    .containsEntry("micro_registry_namespaces", 1.0).containsEntry("micro_registry_links", 1.0)
                    // two, if the first handshake took longer than the node waits
                    .hasEntrySatisfying("micro_registry_registrations_total",
                            count -> assertThat(count).isBetween(1.0, 2.0))
                    .containsEntry("micro_registry_removals_total", 0.0)
                    .containsEntry("micro_registry_refusing", 0.0)
                    .containsEntry("micro_registry_cluster_members", 0.0)
                    .containsEntry("micro_registry_cluster_settled", 1.0)
                    .containsEntry("micro_gateway_call_duration_seconds_count{outcome=\"answered\"}", 1.0)
                    .containsEntry("micro_gateway_call_duration_seconds_bucket{outcome=\"answered\",le=\"+Inf\"}", 1.0)
                    .containsEntry("micro_gateway_call_duration_seconds_count{outcome=\"no_namespace\"}", 1.0)
                    .containsEntry("micro_gateway_call_duration_seconds_count{outcome=\"failed\"}", 0.0)
                    .hasEntrySatisfying("jvm_memory_used_bytes{area=\"heap\"}",
                            bytes -> assertThat(bytes).isPositive());

            node.stop();
            http.awaitInstance(node.key(), Objects::isNull);
            Await.until("one removal, and no namespace", Duration.ofSeconds(60), () -> {
                Map<String, Double> after = samples(http.send("GET", "/metrics"));
                return after.get("micro_registry_removals_total") == 1 && after.get("micro_registry_namespaces") == 0;
            });
            assertThat(samples(http.send("GET", "/metrics"))).containsEntry("micro_registry_evictions_total", 0.0);
        }
    }

    private static void call(URI page, String address) throws Exception {
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(page.resolve("/call/" + address))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("1")).build(),
                HttpResponse.BodyHandlers.discarding());
    }
}
