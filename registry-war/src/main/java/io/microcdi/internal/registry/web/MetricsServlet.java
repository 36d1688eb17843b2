package io.microcdi.internal.registry.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.registry.RegistryFigures;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * Serves {@code GET /metrics} in the OpenMetrics text format. The rules of the API decide who may ask. A reader who may not
 * see all namespaces gets 403, because the totals include the others.
 */
public final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** The largest number of namespaces that have a label of their own. */
    static final int MAX_NAMESPACES = 100;
    /** The label of all other namespaces together. */
    static final String OTHER = "_OTHER";

    private static final String NAMESPACE = "namespace";
    private static final String AREA = "area";
    private static final String NOT_ALL = "the metrics tell of all namespaces, and the token does not allow to see all";
    private static final OpenMetricsTextFormatWriter WRITER = new OpenMetricsTextFormatWriter(false, false);

    private final transient Snapshots texts = new Snapshots();

    /** Called by the container. */
    public MetricsServlet() {
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (Replies.isReading(request, response)) {
            super.service(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Attributes attributes = Attributes.of(getServletContext());
        if (!maySee(request, attributes.registry().audit())) {
            Replies.text(response, HttpServletResponse.SC_FORBIDDEN, NOT_ALL);
            return;
        }
        Snapshots.Snapshot text = texts.take(() -> text(snapshots(attributes)));
        OnceRunnable release = new OnceRunnable(text::release);
        release.handOver(() -> {
            Replies.secure(response);
            response.setContentType(OpenMetricsTextFormatWriter.CONTENT_TYPE);
            SlowReply.write(request, response, text.bytes(), release);
            return null;
        });
    }

    /** Returns whether a request may see the metrics. Writes it to the audit log if it may not. */
    static boolean maySee(HttpServletRequest request, Audit audit) {
        PeerIdentity reader = AccessFilter.identity(request);
        boolean all = reader.visible().equals(NamespaceGlobs.ALL);
        if (!all) {
            audit.refused(RefusalKind.RIGHTS, reader.who(), request.getRemoteAddr(), NOT_ALL);
        }
        return all;
    }

    /** Writes metrics as text. */
    static byte[] text(MetricSnapshots metrics) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            WRITER.write(bytes, metrics, EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static MetricSnapshots snapshots(Attributes attributes) {
        RegistryFigures figures = attributes.registry().figures();
        return MetricSnapshots.of(instances(figures.instances()),
                gauge("micro_registry_namespaces", "Namespaces with an instance.",
                        figures.instances().size()),
                gauge("micro_registry_links", "Open links.", figures.links()),
                gauge("micro_registry_watches", "Namespaces that links watch, each once for each link.",
                        figures.watches()),
                counter("micro_registry_handshakes", "Links that nodes have opened.", figures.handshakes()),
                counter("micro_registry_refusals", "Peers and requests that were refused for reasons of security.",
                        figures.refusals()),
                counter("micro_registry_registrations", "Instances that were registered.", figures.registrations()),
                counter("micro_registry_removals", "Instances that were taken out, for any reason.",
                        figures.removals()),
                counter("micro_registry_evictions", "Instances that were taken out because they were silent.",
                        figures.evictions()),
                gauge("micro_registry_refusing", "Whether new links are refused because memory is short: 1 or 0.",
                        attributes.registry().memory().refusing() ? 1 : 0),
                gauge("micro_registry_cluster_members",
                        "Registries of the cluster that this one sees, with itself; 0 without a cluster.",
                        attributes.registry().members().size()),
                gauge("micro_registry_cluster_settled",
                        "Whether this registry knows now what is registered at all of them: 1 or 0; 1 without a cluster.",
                        attributes.registry().knowsMembers() ? 1 : 0),
                attributes.meter().snapshot(), memory("jvm_memory_used_bytes", "Used memory of the JVM.", true),
                memory("jvm_memory_max_bytes", "The largest memory of the JVM.", false));
    }

    /** Counts the instances of the largest namespaces each, and those of all others together. */
    static MetricSnapshot instances(Map<String, Integer> namespaces) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("micro_registry_instances")
                .help("Registered instances.");
        int others = namespaces.values().stream().mapToInt(Integer::intValue).sum();
        List<Map.Entry<String, Integer>> largest = namespaces.entrySet().stream()
                .filter(namespace -> !namespace.getKey().equals(OTHER))
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
                .limit(MAX_NAMESPACES).toList();
        for (Map.Entry<String, Integer> namespace : largest) {
            gauge.dataPoint(point(NAMESPACE, namespace.getKey(), namespace.getValue()));
            others -= namespace.getValue();
        }
        if (others > 0) {
            gauge.dataPoint(point(NAMESPACE, OTHER, others));
        }
        return gauge.build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(String label, String text, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(Labels.of(label, text)).value(value).build();
    }

    private static MetricSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder().name(name).help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build()).build();
    }

    private static MetricSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder().name(name).help(help)
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value((double) value).build()).build();
    }

    private static MetricSnapshot memory(String name, String help, boolean used) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        Map.of("heap", memory.getHeapMemoryUsage(), "nonheap", memory.getNonHeapMemoryUsage())
                .forEach((area, usage) -> gauge.dataPoint(point(AREA, area, used ? usage.getUsed() : max(usage))));
        return gauge.build();
    }

    /** Returns the largest size, or infinity if it has no bound. */
    private static double max(MemoryUsage usage) {
        return usage.getMax() < 0 ? Double.POSITIVE_INFINITY : usage.getMax();
    }
}
