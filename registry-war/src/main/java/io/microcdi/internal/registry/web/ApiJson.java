package io.microcdi.internal.registry.web;

import java.io.StringWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.registry.CallEdge;
import io.microcdi.internal.registry.CallNumbers;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.InstanceDetail;
import io.microcdi.internal.registry.NamespaceSummary;
import io.microcdi.internal.registry.OperatorHold;
import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.registry.InstanceView;

/** Writes what the HTTP API and its stream of events have in common. Thread-safe. */
final class ApiJson {

    private static final long HOUR_SECONDS = 3_600;

    private final JsonGeneratorFactory factory = Json.createGeneratorFactory(Map.of());
    private final EngineRegistry registry;
    /** Tells the events of this start of the registry from those of others. */
    private final String start;

    ApiJson(EngineRegistry registry, Instant started) {
        this.registry = registry;
        this.start = Long.toString(started.toEpochMilli(), Character.MAX_RADIX);
    }

    /** Returns JSON text in ASCII. */
    String text(Consumer<JsonGenerator> writer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = factory.createGenerator(new AsciiWriter(text))) {
            writer.accept(out);
        }
        return text.toString();
    }

    /** Returns the id of an event in the API. */
    String eventId(long number) {
        return start + "-" + number;
    }

    /** Returns the number of an event; -1 if this start of the registry did not make the id. */
    long eventNumber(String id) {
        try {
            return id.startsWith(start + "-") ? Long.parseLong(id.substring(start.length() + 1)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    void event(JsonGenerator out, RegistryEvent event) {
        out.writeStartObject().write("id", eventId(event.number())).write("type", event.type().text()).write("at",
                event.at().toString());
        if (!event.key().isEmpty()) {
            out.write("namespace", event.namespace()).write("key", event.key()).write("instance",
                    RegistryEvent.id(event.namespace(), event.key()));
        }
        out.write("reason", event.reason());
        if (!event.by().isEmpty()) {
            out.write("by", event.by());
        }
        if (!event.registry().isEmpty()) {
            out.write("registry", event.registry());
        }
        if (!event.state().isEmpty()) {
            out.write("state", event.state());
        }
        out.writeEnd();
    }

    /** Returns the numbers of the calls to each namespace, as nodes report them. */
    Map<String, CallNumbers> calls() {
        Map<String, CallNumbers> calls = new HashMap<>();
        registry.calls(name -> true).forEach(edge -> calls.merge(edge.to(), edge.calls(), CallNumbers::sum));
        return calls;
    }

    /**
     * Writes the members of a namespace.
     *
     * @param calls the numbers of the calls to it; {@code null} if nobody reports any
     */
    void namespace(JsonGenerator out, NamespaceSummary namespace, @Nullable CallNumbers calls) {
        out.writeStartObject().write("name", namespace.name()).write("state", state(namespace))
                .write("instances", namespace.instances()).write("ejected", namespace.ejected())
                .write("draining", namespace.draining()).write("basic", namespace.basic())
                .write("changed", namespace.changed().toString());
        if (calls != null) {
            CallsServlet.write(out, calls);
        }
        out.writeEnd();
    }

    static String state(NamespaceSummary namespace) {
        return namespace.ejected() + namespace.draining() == namespace.instances() ? "none-answers"
                : namespace.ejected() > 0 ? "some-ejected" : "healthy";
    }

    static String state(InstanceDetail instance) {
        return OperatorHold.state(instance.hold());
    }

    /**
     * Writes an instance.
     *
     * @param callers who calls it; {@code null} to leave that out
     */
    void instance(JsonGenerator out, InstanceDetail instance, @Nullable List<CallEdge> callers) {
        InstanceView view = instance.view();
        out.writeStartObject().write("id", RegistryEvent.id(instance.namespace(), view.key()))
                .write("namespace", instance.namespace()).write("key", view.key())
                .write("url", instance.scheme() + "://" + view.key())
                .write("host", view.host()).write("port", view.port()).write("path", view.path())
                .write("state", state(instance)).write("since", view.since().toString());
        if (view.owner().isEmpty()) {
            // only the registry with its link gets its heartbeats
            out.write("lastHeartbeat", view.heartbeat().toString());
        }
        out.write("dialect", view.dialect());
        out.writeStartArray("features");
        view.features().stream().sorted().forEach(out::write);
        out.writeEnd();
        if (!view.version().isEmpty()) {
            out.write("version", view.version());
        }
        if (!view.zone().isEmpty()) {
            out.write("zone", view.zone());
        }
        OperatorHold hold = instance.hold();
        if (hold != null) {
            out.writeStartObject(hold.drain() ? "drain" : "ejection").write("by", hold.by()).write("since",
                    hold.since().toString());
            if (hold.until() != null) {
                out.write("until", hold.until().toString());
            }
            out.writeEnd();
        }
        if (!view.owner().isEmpty()) {
            out.write("registry", view.owner());
        }
        out.write("proxied", view.forwardedCalls());
        if (instance.calls() != null) {
            CallsServlet.write(out, instance.calls());
        }
        if (callers != null) {
            out.writeStartArray("callers");
            callers.forEach(edge -> {
                out.writeStartObject().write("namespace", edge.from());
                CallsServlet.write(out, edge.calls());
                out.writeEnd();
            });
            out.writeEnd();
        }
        out.writeEnd();
    }

    /**
     * Writes the totals of the namespaces that somebody may see, as a member of an object.
     *
     * @param calls of {@link #calls}
     */
    void totals(JsonGenerator out, NamespaceGlobs visible, Map<String, CallNumbers> calls) {
        List<NamespaceSummary> all = registry.summaries().stream().filter(each -> visible.contains(each.name()))
                .toList();
        Instant hour = registry.timer().now().minusSeconds(HOUR_SECONDS);
        out.writeStartObject("totals").write("namespaces", all.size())
                .write("instances", all.stream().mapToInt(NamespaceSummary::instances).sum())
                .write("ejected", all.stream().mapToInt(NamespaceSummary::ejected).sum())
                .write("draining", all.stream().mapToInt(NamespaceSummary::draining).sum())
                .write("departed", registry.events().newest(event -> event.type().isDeparture()
                        && event.at().isAfter(hour) && isVisible(event, visible), Integer.MAX_VALUE).size());
        calls.entrySet().stream().filter(each -> visible.contains(each.getKey())).map(Map.Entry::getValue)
                .reduce(CallNumbers::sum).ifPresent(sum -> CallsServlet.write(out, sum));
        out.writeEnd();
    }

    /** Whether somebody may see an event: those about registries concern all. */
    static boolean isVisible(RegistryEvent event, NamespaceGlobs visible) {
        return event.key().isEmpty() || visible.contains(event.namespace());
    }
}
