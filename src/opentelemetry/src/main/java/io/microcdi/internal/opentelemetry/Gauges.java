package io.microcdi.internal.opentelemetry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

import io.microcdi.NodeGauges;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongGauge;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;

/**
 * The gauges of all nodes that report to one {@code OpenTelemetry}. The nodes of one namespace share a series, whose value is
 * their sum, because an SDK stores only one of two values for a series. Thread-safe.
 */
final class Gauges {

    /** The gauges that have a node. The lock of the map guards it. */
    private static final Map<OpenTelemetry, Gauges> OPEN = new HashMap<>();

    private final Set<Node> nodes = ConcurrentHashMap.newKeySet();
    private final List<ObservableLongGauge> open;

    /**
     * A node, and the names of its instrument.
     *
     * @param gauges the numbers to measure
     * @param names bounds the names of called namespaces
     */
    record Node(NodeGauges gauges, MethodNames names) {
    }

    private Gauges(Meter meter) {
        this.open = List.of(gauge(meter, "micro.links", "{link}", "Open links.", NodeGauges::links),
                gauge(meter, "micro.server.queued", "{request}", "Requests that wait for a thread.",
                        NodeGauges::queued),
                gauge(meter, "micro.server.active", "{request}", "Requests in work.", NodeGauges::active),
                gauge(meter, "micro.breaker.state", "{instance}",
                        "Instances of a called namespace by the state of their breaker: open for those that are ejected.",
                        Gauges::ejected));
    }

    private ObservableLongGauge gauge(Meter meter, String name, String unit, String description,
            ToIntFunction<NodeGauges> number) {
        return gauge(meter, name, unit, description, (node, sums) -> sums.merge(
                Attributes.of(TelemetryInstrument.NAMESPACE, node.gauges.namespace()),
                (long) number.applyAsInt(node.gauges), Long::sum));
    }

    private ObservableLongGauge gauge(Meter meter, String name, String unit, String description,
            BiConsumer<Node, Map<Attributes, Long>> summand) {
        return meter.gaugeBuilder(name).ofLongs().setUnit(unit).setDescription(description)
                .buildWithCallback(value -> measure(value, summand));
    }

    private void measure(ObservableLongMeasurement value, BiConsumer<Node, Map<Attributes, Long>> summand) {
        Map<Attributes, Long> sums = new HashMap<>();
        nodes.forEach(node -> summand.accept(node, sums));
        sums.forEach((attributes, sum) -> value.record(sum, attributes));
    }

    /** Adds the ejected instances, by called namespace. Namespaces beyond the bound share one name. */
    private static void ejected(Node node, Map<Attributes, Long> sums) {
        node.gauges.ejected().forEach((namespace, number) -> sums.merge(
                Attributes.builder().put(TelemetryInstrument.NAMESPACE, node.gauges.namespace())
                        .put("micro.callee", node.names.callee(namespace)).put("micro.state", "open").build(),
                number.longValue(), Long::sum));
    }

    /** Measures a node, until it is {@linkplain #remove removed}. */
    static void add(OpenTelemetry telemetry, Meter meter, Node node) {
        synchronized (OPEN) {
            OPEN.computeIfAbsent(telemetry, key -> new Gauges(meter)).nodes.add(node);
        }
    }

    /** Stops measuring a node. After the last node the gauges are closed. */
    static void remove(OpenTelemetry telemetry, Node node) {
        synchronized (OPEN) {
            Gauges gauges = OPEN.get(telemetry);
            if (gauges != null && gauges.nodes.remove(node) && gauges.nodes.isEmpty()) {
                OPEN.remove(telemetry);
                gauges.open.forEach(ObservableLongGauge::close);
            }
        }
    }
}
