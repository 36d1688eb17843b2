package io.microcdi.internal.opentelemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallEnd;
import io.microcdi.NodeGauges;
import io.microcdi.NodeInstrument;
import io.microcdi.OutgoingCall;
import io.microcdi.Registration;
import io.microcdi.RequestEnd;
import io.microcdi.RequestObservation;
import io.microcdi.RouteContext;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.MicroException;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;

/** Makes spans and metrics by the conventions for RPC. Thread-safe. */
public final class TelemetryInstrument implements NodeInstrument {

    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system.name");
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
    static final AttributeKey<String> STATUS = AttributeKey.stringKey("rpc.status_code");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("micro.namespace");
    private static final int NOT_FOUND = 404;
    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 599;
    static final String CLIENT_DURATION = "rpc.client.call.duration";
    static final String SERVER_DURATION = "rpc.server.call.duration";

    private static final String SCOPE = "io.microcdi";
    private static final List<Double> BUCKETS = List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5,
            5.0, 7.5, 10.0);
    private static final TextMapGetter<RouteContext> GETTER = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(RouteContext request) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable RouteContext request, String key) {
            return request == null ? null : request.metadata(key.toLowerCase(Locale.ROOT)).orElse(null);
        }
    };

    private static final TextMapGetter<OutgoingCall> CALLS = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(OutgoingCall call) {
            return call.metadata().keySet();
        }

        @Override
        public @Nullable String get(@Nullable OutgoingCall call, String key) {
            return call == null ? null : call.metadata().get(key.toLowerCase(Locale.ROOT));
        }
    };

    /** Returns the {@code OpenTelemetry}. The parameter is true while the node starts, and has nothing to measure yet. */
    private final Function<Boolean, OpenTelemetry> source;
    private final MethodNames names = new MethodNames();
    /**
     * The tools. They are made at the first use with an {@code OpenTelemetry} that exports data, because the application may
     * set the global one while it starts.
     */
    private volatile @Nullable Tools tools;
    /** The last {@code OpenTelemetry} that exports nothing. */
    private volatile @Nullable OpenTelemetry idle;
    /**
     * The running nodes. The lock of the set guards it. The tools are set under this lock, too, so that each node is measured
     * once.
     */
    private final Set<Gauges.Node> nodes = new HashSet<>();

    /** Makes an instrument that asks for its {@code OpenTelemetry} at its first use. */
    public TelemetryInstrument(Supplier<OpenTelemetry> source) {
        this(early -> source.get());
    }

    private TelemetryInstrument(Function<Boolean, OpenTelemetry> source) {
        this.source = source;
    }

    /** Makes an instrument for the {@code OpenTelemetry} bean of the application, or else for the global one. */
    static NodeInstrument find(Function<Class<?>, @Nullable Object> beans) {
        return new TelemetryInstrument(early -> beans.apply(OpenTelemetry.class) instanceof OpenTelemetry bean ? bean
                : global(early, GlobalOpenTelemetry::isSet));
    }

    /**
     * Returns the global {@code OpenTelemetry}. A call of {@code GlobalOpenTelemetry.get()} before the application has set it
     * would set one that does nothing, for ever, unless the SDK configures itself at that call.
     *
     * @param early whether the node is starting, so that the application may still set the global one
     */
    static OpenTelemetry global(boolean early, BooleanSupplier isSet) {
        boolean asks;
        try {
            asks = configuresItself() || isSet.getAsBoolean();
        } catch (NoSuchMethodError earlier) { // an API without isSet, as a server may have it
            asks = !early;
            if (early) {
                OpenTelemetryLog.LOG.oldApi();
            }
        }
        return asks ? GlobalOpenTelemetry.get() : OpenTelemetry.noop();
    }

    private static boolean configuresItself() {
        return isSet("otel.java.global-autoconfigure.enabled");
    }

    /** Reads a setting of the SDK as the SDK does. */
    private static boolean isSet(String name) {
        String property = System.getProperty(name);
        return Boolean.parseBoolean(property != null ? property
                : System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')));
    }

    private record Tools(OpenTelemetry telemetry, Tracer tracer, TextMapPropagator propagator, Meter meter,
            DoubleHistogram client,
            DoubleHistogram server, LongCounter retries) {

        static Tools of(OpenTelemetry telemetry) {
            Meter meter = telemetry.getMeter(SCOPE);
            return new Tools(telemetry, telemetry.getTracer(SCOPE), telemetry.getPropagators().getTextMapPropagator(),
                    meter,
                    duration(meter, CLIENT_DURATION,
                            "Measures the duration of an outgoing Remote Procedure Call (RPC)."),
                    duration(meter, SERVER_DURATION,
                            "Measures the duration of an incoming Remote Procedure Call (RPC)."),
                    meter.counterBuilder("micro.client.retries").setUnit("{retry}")
                            .setDescription("Attempts after the first attempt of a call.").build());
        }

        /**
         * Returns whether nothing is exported. A disabled SDK still makes spans and marks them as sampled. Only its setting
         * shows that it is not an SDK for traces alone.
         */
        boolean doNothing() {
            OpenTelemetry noop = OpenTelemetry.noop();
            Class<?> nothing = noop.getMeter(SCOPE).histogramBuilder(CLIENT_DURATION).build().getClass();
            return client.getClass() == nothing && (isSet("otel.sdk.disabled")
                    || tracer.getClass() == noop.getTracer(SCOPE).getClass() && propagator.fields().isEmpty());
        }

        private static DoubleHistogram duration(Meter meter, String name, String description) {
            DoubleHistogramBuilder builder = meter.histogramBuilder(name).setUnit("s").setDescription(description);
            try {
                builder = builder.setExplicitBucketBoundariesAdvice(BUCKETS);
            } catch (NoSuchMethodError earlier) {
                // the API before 1.32, as Payara 6 has it: its SDK has buckets of its own
            }
            return builder.build();
        }
    }

    /**
     * Returns the tools; {@code null} while nothing is exported. The {@code null} is not stored, because the application may
     * set the global {@code OpenTelemetry} later.
     */
    private @Nullable Tools tools(boolean early) {
        Tools known = tools;
        if (known == null) {
            // two threads may each make the tools, because an OpenTelemetry returns the same instruments for the same names
            OpenTelemetry found = source.apply(early);
            if (found == OpenTelemetry.noop() || found == idle) {
                return null;
            }
            known = Tools.of(found);
            if (known.doNothing()) {
                idle = found;
                return null;
            }
            synchronized (nodes) {
                if (tools != null) {
                    return tools;
                }
                tools = known;
                for (Gauges.Node node : nodes) {
                    Gauges.add(found, known.meter, node);
                }
            }
        }
        return known;
    }

    @Override
    public void intercept(OutgoingCall call) {
        Tools used = tools(false);
        if (used == null) {
            return;
        }
        String namespace = call.namespace();
        String method = MethodNames.masked(namespace, call.url());
        Context parent = Context.current();
        if (!Span.fromContext(parent).getSpanContext().isValid()) {
            // the metadata may contain the trace of an HTTP client, which the gateway passes on
            parent = used.propagator.extract(parent, call, CALLS);
        }
        Span span = used.tracer.spanBuilder(method).setParent(parent).setSpanKind(SpanKind.CLIENT)
                .setAttribute(SYSTEM, "microcdi").setAttribute(METHOD, method).startSpan();
        call.onEnd(end -> {
            try {
                record(used, span, measured(namespace, method, end), end);
            } finally {
                span.end();
            }
        });
        used.propagator.inject(parent.with(span), call, TelemetryInstrument::add);
        call.onRetry(failure -> {
            used.retries.add(1, Attributes.of(NAMESPACE, names.callee(namespace)));
            AttributesBuilder event = Attributes.builder().put(ERROR, type(failure));
            String instance = failure.details().instance();
            if (instance != null) {
                event.put("micro.instance", instance);
            }
            span.addEvent("micro.retry", event.build());
        });
    }

    /** Adds an entry of a trace. It is left out if it exceeds a bound of metadata, because a trace must never fail a call. */
    private static void add(@Nullable OutgoingCall call, String name, String value) {
        if (call != null) {
            try {
                call.with(name.toLowerCase(Locale.ROOT), value);
            } catch (IllegalArgumentException tooMuch) {
                OpenTelemetryLog.LOG.debugf(tooMuch, "%s is left out", name);
            }
        }
    }

    private String measured(String namespace, String method, CallEnd end) {
        MicroException failure = end.failure();
        // a call without an attempt has found no instance, so that its namespace may be invented
        return names.measured(namespace, method,
                failure == null || failure.status() != NOT_FOUND && end.attempts() > 0);
    }

    private void record(Tools used, Span span, String method, CallEnd end) {
        AttributesBuilder attributes = Attributes.builder();
        MicroException failure = end.failure();
        if (failure != null) {
            attributes.put(ERROR, type(failure));
            if (failure.status() != 0 || failure instanceof CallFailedException) {
                attributes.put(STATUS, status(failure.status()));
            }
            span.setStatus(StatusCode.ERROR);
        } else {
            attributes.put(STATUS, "200");
        }
        span.setAllAttributes(attributes.build());
        String host = end.host();
        if (host != null) {
            Attributes address = Attributes.of(ADDRESS, host, PORT, (long) end.port());
            span.setAllAttributes(address);
            if (names.isShown(end.instance())) {
                attributes.putAll(address);
            }
        }
        used.client.record(seconds(end.duration()), measured(method, attributes), Context.current().with(span));
    }

    /**
     * Returns the attributes of a metric. The first two are in its span already. To set them again there would count as two
     * dropped attributes.
     */
    private static Attributes measured(String method, AttributesBuilder last) {
        return last.put(SYSTEM, "microcdi").put(METHOD, method).build();
    }

    private static String type(MicroException failure) {
        return failure.status() != 0 || failure instanceof CallFailedException ? status(failure.status())
                : failure.getClass().getName();
    }

    /** Returns the text of a status. A status of the application's own would make a series for each value. */
    private static String status(int status) {
        return status >= MIN_STATUS && status <= MAX_STATUS ? Integer.toString(status) : MethodNames.OTHER;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    @Override
    public @Nullable RequestObservation serve(RouteContext request, String namespace, String route, Duration waited) {
        Tools used = tools(false);
        if (used == null) {
            return null;
        }
        Context parent = used.propagator.extract(Context.root(), request, GETTER);
        String method = namespace + route;
        SpanBuilder builder = used.tracer.spanBuilder(method).setParent(parent).setSpanKind(SpanKind.SERVER)
                .setAttribute(SYSTEM, "microcdi").setAttribute(METHOD, method);
        if (waited.toMillis() > 0) { // a shorter wait is within the error of the clock
            builder.setStartTimestamp(Instant.now().minus(waited));
        }
        Span span = builder.startSpan();
        return new Served(used, span, parent.with(span), names.served(method), System.nanoTime() - waited.toNanos());
    }

    /** Measures a refused request. It has no span: a flood of refusals must cost little. */
    @Override
    public void refused(String namespace, @Nullable String route, int status, Duration waited) {
        Tools used = tools(false);
        if (used != null) {
            AttributesBuilder attributes = Attributes.builder().put(STATUS, status(status));
            if (status / 100 == 5) {
                attributes.put(ERROR, status(status));
            }
            used.server.record(seconds(waited),
                    measured(route == null ? MethodNames.OTHER : names.served(namespace + route), attributes));
        }
    }

    private record Served(Tools used, Span span, Context context, String method,
            long arrived) implements RequestObservation {

        @Override
        @SuppressWarnings("MustBeClosedChecker") // the action closes it
        public Runnable enter() {
            Scope scope = context.makeCurrent();
            return scope::close;
        }

        @Override
        public void end(RequestEnd end) {
            int status = end.status();
            Throwable failure = end.failure();
            AttributesBuilder attributes = Attributes.builder().put(STATUS, end.aborted() ? "aborted" : status(status));
            // another status is an answer of the application, or a fault of the caller
            if (failure != null && end.statusText() == null && (status == 0 || status / 100 == 5)) {
                attributes.put(ERROR, status == 0 || status == 500 ? cause(failure).getClass().getName()
                        : status(status));
                span.recordException(cause(failure));
                span.setStatus(StatusCode.ERROR);
            }
            span.setAllAttributes(attributes.build());
            used.server.record((System.nanoTime() - arrived) / 1e9, measured(method, attributes), context);
            span.end();
        }

        private static Throwable cause(Throwable failure) {
            Throwable cause = failure.getCause();
            return failure instanceof CompletionException && cause != null ? cause : failure;
        }
    }

    @Override
    public Registration attach(NodeGauges node) {
        Gauges.Node added = new Gauges.Node(node, names);
        tools(true);
        synchronized (nodes) {
            nodes.add(added);
            Tools known = tools;
            if (known != null) {
                Gauges.add(known.telemetry, known.meter, added);
            }
        }
        return () -> {
            synchronized (nodes) {
                nodes.remove(added);
                Tools known = tools;
                if (known != null) {
                    Gauges.remove(known.telemetry, added);
                }
            }
        };
    }
}
