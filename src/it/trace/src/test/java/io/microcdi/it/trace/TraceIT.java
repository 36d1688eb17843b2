package io.microcdi.it.trace;

import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CLIENT;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.it.trace.Collector.Received;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.RpcAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.incubating.RpcIncubatingMetrics;

/**
 * A call goes through the gateway to checkout on WildFly or refunds on Open Liberty, to payments on Payara and ledger in Java
 * SE. The servers' own OpenTelemetry, and that of the registry and of Java SE, export one trace.
 */
class TraceIT {

    private static final Duration STARTED = Duration.ofMinutes(10);
    private static final Duration EXPORTED = Duration.ofSeconds(90);
    /** The default of {@code micro.ejection.failures}. */
    private static final String PARENT = "b7ad6b7169203331";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final URI REGISTRY = URI.create("http://127.0.0.1:" + Processes.port("registry") + "/");

    private static Collector collector;
    private static Processes processes;

    private final String trace = HexFormat.of()
            .formatHex(longBytes(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)), 0, 8).repeat(2);

    private static byte[] longBytes(long value) {
        return java.nio.ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @BeforeAll
    static void start() throws Exception {
        collector = new Collector();
        processes = new Processes(collector.address());
        processes.start();
        registered("checkout", "payments", "refunds", "ledger");
    }

    @AfterAll
    static void stop() {
        processes.close();
        collector.close();
    }

    private static void registered(String... namespaces) throws InterruptedException {
        long end = System.nanoTime() + STARTED.toNanos();
        String seen = "nothing";
        while (System.nanoTime() - end < 0) {
            processes.check();
            try {
                seen = CLIENT.send(HttpRequest.newBuilder(REGISTRY.resolve("api/namespaces")).build(),
                        BodyHandlers.ofString()).body();
                if (Stream.of(namespaces).map(name -> '"' + name + '"').allMatch(seen::contains)) {
                    return;
                }
            } catch (IOException e) {
                seen = e.toString();
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("Not all of " + List.of(namespaces) + " have registered: " + seen);
    }

    /** Calls checkout, which calls a route of payments. */
    private HttpResponse<String> pay(String route) throws Exception {
        return pay("checkout", route);
    }

    private HttpResponse<String> pay(String namespace, String route) throws Exception {
        return CLIENT.send(request(namespace + "/pay", route), BodyHandlers.ofString());
    }

    private HttpRequest request(String url, String route) {
        return HttpRequest.newBuilder(REGISTRY.resolve("call/" + url)).header("Content-Type", "application/json")
                .header("traceparent", "00-" + trace + "-" + PARENT + "-01")
                .POST(BodyPublishers.ofString('"' + route + '"')).build();
    }

    private Span span(String process, SpanKind kind, StatusCode status, int number) throws InterruptedException {
        List<Received> all = collector.spans(trace, number, EXPORTED);
        List<Span> found = all.stream().filter(received -> received.process().equals(process)).map(Received::span)
                .filter(span -> span.getKind() == kind && span.getStatus().getCode() == status).toList();
        assertThat(found).as("%s spans of %s in %s", kind, process, all).hasSize(1);
        return found.get(0);
    }

    private static String id(Span span) {
        return Collector.hex(span.getSpanId());
    }

    private static String parent(Span span) {
        return Collector.hex(span.getParentSpanId());
    }

    private static String text(Span span, AttributeKey<?> key) {
        return text(span.getAttributesList(), key);
    }

    private static String text(List<io.opentelemetry.proto.common.v1.KeyValue> attributes, AttributeKey<?> key) {
        return attributes.stream().filter(attribute -> attribute.getKey().equals(key.getKey()))
                .map(attribute -> attribute.getValue().hasIntValue()
                        ? Long.toString(attribute.getValue().getIntValue())
                        : attribute.getValue().getStringValue())
                .findFirst().orElse(null);
    }

    @Test
    void aCallIsOneTrace() throws Exception {
        assertThat(pay("/charge").body()).isEqualTo("\"entry 17\"");

        Span gateway = span("registry", SPAN_KIND_CLIENT, StatusCode.STATUS_CODE_UNSET, 6);
        Span pay = span("checkout", SPAN_KIND_SERVER, StatusCode.STATUS_CODE_UNSET, 6);
        Span toPayments = span("checkout", SPAN_KIND_CLIENT, StatusCode.STATUS_CODE_UNSET, 6);
        Span charge = span("payments", SPAN_KIND_SERVER, StatusCode.STATUS_CODE_UNSET, 6);
        Span toLedger = span("payments", SPAN_KIND_CLIENT, StatusCode.STATUS_CODE_UNSET, 6);
        Span entry = span("ledger", SPAN_KIND_SERVER, StatusCode.STATUS_CODE_UNSET, 6);
        assertThat(collector.spans(trace, 6, EXPORTED)).hasSize(6)
                .allSatisfy(received -> assertThat(received.span().getDroppedAttributesCount()).isZero());
        assertThat(Stream.of(gateway, pay, toPayments, charge, toLedger, entry).map(TraceIT::parent)).containsExactly(
                PARENT, id(gateway), id(pay), id(toPayments), id(charge), id(toLedger));
        assertThat(Stream.of(gateway, pay, toPayments, charge, toLedger, entry)
                .map(span -> text(span, RpcAttributes.RPC_METHOD))).containsExactly("checkout/pay", "checkout/pay",
                        "payments/charge", "payments/charge", "ledger/entries/{}", "ledger/entries/{id}");
        assertThat(Stream.of(gateway, pay, toPayments, charge, toLedger, entry)
                .map(span -> text(span, RpcAttributes.RPC_SYSTEM_NAME))).containsOnly("microcdi");
        assertThat(text(toLedger, ServerAttributes.SERVER_PORT)).isEqualTo(Integer.toString(Processes.port("ledger")));
    }

    /** The same routes on Open Liberty, whose feature mpTelemetry provides the bean. */
    @Test
    void openLibertyTakesPart() throws Exception {
        assertThat(pay("refunds", "/charge").body()).isEqualTo("\"entry 17\"");

        Span gateway = span("registry", SPAN_KIND_CLIENT, StatusCode.STATUS_CODE_UNSET, 6);
        Span pay = span("refunds", SPAN_KIND_SERVER, StatusCode.STATUS_CODE_UNSET, 6);
        Span toPayments = span("refunds", SPAN_KIND_CLIENT, StatusCode.STATUS_CODE_UNSET, 6);
        Span charge = span("payments", SPAN_KIND_SERVER, StatusCode.STATUS_CODE_UNSET, 6);
        assertThat(Stream.of(pay, toPayments, charge).map(TraceIT::parent)).containsExactly(id(gateway), id(pay),
                id(toPayments));
    }

    @Test
    void aRetryIsAnEventOfOneClientSpan() throws Exception {
        assertThat(pay("/charge-again").body()).isEqualTo("\"entry 17\"");

        Span toPayments = span("checkout", SPAN_KIND_CLIENT, StatusCode.STATUS_CODE_UNSET, 7);
        Span refused = span("payments", SPAN_KIND_SERVER, StatusCode.STATUS_CODE_ERROR, 7);
        Span charged = span("payments", SPAN_KIND_SERVER, StatusCode.STATUS_CODE_UNSET, 7);
        assertThat(toPayments.getEventsList()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("micro.retry");
            assertThat(text(event.getAttributesList(), ErrorAttributes.ERROR_TYPE)).isEqualTo("503");
        });
        assertThat(List.of(parent(refused), parent(charged))).containsOnly(id(toPayments));
        assertThat(text(refused, ErrorAttributes.ERROR_TYPE)).isEqualTo("503");
        Metric retries = collector.metric("checkout", "micro.client.retries", EXPORTED);
        assertThat(retries.getSum().getDataPointsList()).isNotEmpty();
    }

    /** The call of checkout is idempotent, so that it is repeated once. */
    @Test
    void aFailureIsAnErrorInEachProcess() throws Exception {
        assertThat(pay("/charge-in-vain").statusCode()).isEqualTo(500);

        List<Received> all = collector.spans(trace, 9, EXPORTED);
        assertThat(all).hasSize(9).allSatisfy(
                received -> assertThat(received.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR));
        List<Received> calls = all.stream().filter(received -> received.span().getKind() == SPAN_KIND_CLIENT).toList();
        assertThat(calls).extracting(Received::process).containsExactlyInAnyOrder("registry", "checkout", "payments",
                "payments");
        assertThat(calls).allSatisfy(call -> {
            assertThat(text(call.span(), ErrorAttributes.ERROR_TYPE)).isEqualTo("500");
            assertThat(text(call.span(), RpcAttributes.RPC_STATUS_CODE)).isEqualTo("500");
        });
        assertThat(all).filteredOn(received -> received.process().equals("ledger")).hasSize(2)
                .allSatisfy(failed -> {
                    assertThat(text(failed.span(), ErrorAttributes.ERROR_TYPE))
                            .isEqualTo(IllegalStateException.class.getName());
                    assertThat(failed.span().getEventsList()).extracting(Span.Event::getName)
                            .containsExactly("exception");
                });
    }

    @Test
    void theMetricsAreThoseOfTheConventions() throws Exception {
        assertThat(pay("/charge").statusCode()).isEqualTo(200);

        assertThat(pay("refunds", "/charge").statusCode()).isEqualTo(200);

        // Payara exports no metrics
        for (String process : List.of("registry", "checkout", "refunds")) {
            duration(process, RpcIncubatingMetrics.RPC_CLIENT_CALL_DURATION_NAME,
                    RpcIncubatingMetrics.RPC_CLIENT_CALL_DURATION_UNIT,
                    RpcIncubatingMetrics.RPC_CLIENT_CALL_DURATION_DESCRIPTION);
        }
        for (String process : List.of("checkout", "refunds", "ledger")) {
            duration(process, RpcIncubatingMetrics.RPC_SERVER_CALL_DURATION_NAME,
                    RpcIncubatingMetrics.RPC_SERVER_CALL_DURATION_UNIT,
                    RpcIncubatingMetrics.RPC_SERVER_CALL_DURATION_DESCRIPTION);
        }
        for (String process : List.of("registry", "checkout", "refunds", "ledger")) {
            collector.metric(process, "micro.links", links -> sum(links) > 0, EXPORTED);
            assertThat(collector.metric(process, "micro.server.queued", EXPORTED).getUnit()).isEqualTo("{request}");
        }
    }

    @Test
    void theRequestsInWorkAreExported() throws Exception {
        CompletableFuture<String> held = new CompletableFuture<>();
        MicroNode stock = stock(held);
        try {
            registered("stock");
            CompletableFuture<HttpResponse<String>> waits = CLIENT.sendAsync(request("checkout/ask", "/held"),
                    BodyHandlers.ofString());
            collector.metric("checkout", "micro.server.active", metric -> sum(metric) > 0, EXPORTED);
            held.complete("later");
            assertThat(waits.join().body()).isEqualTo("\"later\"");
        } finally {
            held.cancel(false);
            stock.stop();
        }
    }

    private static MicroNode stock(CompletableFuture<String> held) {
        MicroNode node = MicroNode.builder("stock").registry("ws://127.0.0.1:" + Processes.port("registry"))
                .listen("127.0.0.1", 0).build();
        node.register("/held", context -> held);
        node.start();
        node.ready().toCompletableFuture().join();
        return node;
    }

    private static long sum(Metric gauge) {
        return gauge.getGauge().getDataPointsList().stream().mapToLong(NumberDataPoint::getAsInt).sum();
    }

    private static void duration(String process, String name, String unit, String description)
            throws InterruptedException {
        Metric metric = collector.metric(process, name, EXPORTED);
        assertThat(metric.getUnit()).isEqualTo(unit);
        assertThat(metric.getDescription()).isEqualTo(description);
        assertThat(metric.getHistogram().getDataPointsList()).isNotEmpty()
                .allSatisfy(point -> assertThat(point.getExplicitBoundsList()).startsWith(0.005).endsWith(10.0));
    }
}
