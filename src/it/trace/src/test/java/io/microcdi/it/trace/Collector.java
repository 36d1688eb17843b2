package io.microcdi.it.trace;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A collector of OpenTelemetry: it takes traces and metrics by OTLP over HTTP, and keeps those of MicroCDI. */
final class Collector implements AutoCloseable {

    private static final String SCOPE = "io.microcdi";

    /**
     * A span.
     *
     * @param process the {@code service.name} of its process
     */
    record Received(String process, Span span) {
    }

    private final HttpServer server;
    private final List<Received> spans = new ArrayList<>();
    /** By the process, then by the name. */
    private final Map<String, Map<String, Metric>> metrics = new HashMap<>();

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/v1/traces", exchange -> take(exchange, this::traces));
        server.createContext("/v1/metrics", exchange -> take(exchange, this::metrics));
        server.start();
    }

    /** Returns the address for {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private interface Parser {

        void parse(InputStream body) throws IOException;
    }

    private static void take(HttpExchange exchange, Parser parser) throws IOException {
        try (exchange; InputStream body = exchange.getRequestBody()) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            parser.parse(zipped ? new GZIPInputStream(body) : body);
            // an empty message says that everything is accepted
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void traces(InputStream body) throws IOException {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
        synchronized (this) {
            request.getResourceSpansList().forEach(resource -> {
                String process = name(resource.getResource().getAttributesList());
                for (ScopeSpans scope : resource.getScopeSpansList()) {
                    if (scope.getScope().getName().equals(SCOPE)) {
                        scope.getSpansList().forEach(span -> spans.add(new Received(process, span)));
                    }
                }
            });
            notifyAll();
        }
    }

    private void metrics(InputStream body) throws IOException {
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(body);
        synchronized (this) {
            request.getResourceMetricsList().forEach(resource -> {
                Map<String, Metric> known = metrics.computeIfAbsent(name(resource.getResource().getAttributesList()),
                        process -> new HashMap<>());
                resource.getScopeMetricsList().stream().filter(scope -> scope.getScope().getName().equals(SCOPE))
                        .forEach(scope -> scope.getMetricsList()
                                .forEach(metric -> known.put(metric.getName(), metric)));
            });
            notifyAll();
        }
    }

    private static String name(List<KeyValue> attributes) {
        return attributes.stream().filter(attribute -> attribute.getKey().equals("service.name"))
                .map(attribute -> attribute.getValue().getStringValue()).findFirst().orElse("");
    }

    /** Returns the spans of a trace when there are so many. */
    synchronized List<Received> spans(String trace, int number, Duration atMost) throws InterruptedException {
        return await(atMost, () -> {
            List<Received> found = spans.stream().filter(received -> hex(received.span().getTraceId()).equals(trace))
                    .toList();
            return found.size() >= number ? found : null;
        }, () -> number + " spans of " + trace + " in " + spans);
    }

    /** Returns the metric of a process when the collector has it. */
    Metric metric(String process, String name, Duration atMost) throws InterruptedException {
        return metric(process, name, metric -> true, atMost);
    }

    /** Returns the metric of a process when it is as expected. */
    synchronized Metric metric(String process, String name, Predicate<Metric> expected, Duration atMost)
            throws InterruptedException {
        return await(atMost, () -> {
            Metric metric = metrics.getOrDefault(process, Map.of()).get(name);
            return metric != null && expected.test(metric) ? metric : null;
        }, () -> name + " of " + process + " as expected in " + metrics);
    }

    private <T> T await(Duration atMost, Supplier<T> found, Supplier<String> expected) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (T result = found.get();; result = found.get()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (result != null) {
                return result;
            }
            if (left <= 0) {
                throw new AssertionError("There is not " + expected.get());
            }
            wait(left);
        }
    }

    static String hex(com.google.protobuf.ByteString bytes) {
        return java.util.HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
