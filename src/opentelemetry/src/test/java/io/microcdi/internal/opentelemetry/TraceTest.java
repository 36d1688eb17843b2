package io.microcdi.internal.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.NodeGauges;
import io.microcdi.OutgoingCall;
import io.microcdi.Registration;
import io.microcdi.RequestEnd;
import io.microcdi.RequestObservation;
import io.microcdi.RouteContext;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RouteException;
import io.microcdi.opentelemetry.MicroTelemetry;
import io.microcdi.registry.MicroRegistry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.RpcAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.incubating.RpcIncubatingMetrics;

/** A trace goes from the registry over three nodes, over real sockets. */
@Timeout(120)
class TraceTest {

    private static final String LOCAL = "127.0.0.1";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance())).build();
    private final MicroRegistry registry = MicroRegistry.builder().instrument(MicroTelemetry.of(sdk)).listen(LOCAL, 0)
            .build();
    private final AtomicInteger charges = new AtomicInteger();
    private MicroNode checkout;
    private MicroNode payments;
    private MicroNode ledger;

    @BeforeEach
    void start() {
        registry.start();
        ledger = node("ledger").build();
        ledger.register("/entries/{id}", context -> context.param("id"));
        ledger.register("/fails", context -> {
            throw new IllegalStateException("expected by this test");
        });
        ledger.register("/sold-out", context -> {
            throw new RouteException("OUT_OF_STOCK", "sold out");
        });
        ledger.register("/conflict", context -> {
            throw new RouteException(409, "taken");
        });
        payments = node("payments").build();
        payments.register("/charge", this::charge);
        checkout = node("checkout").build();
        checkout.register("/pay", context -> checkout.caller().to("payments").idempotent()
                .callAsync("/charge", null, String.class));
        for (MicroNode node : List.of(ledger, payments, checkout)) {
            node.start();
            node.ready().toCompletableFuture().join();
        }
    }

    private MicroNodeBuilder node(String namespace) {
        return MicroNode.builder(namespace).registry("ws://" + LOCAL + ":" + registry.port())
                .instrument(MicroTelemetry.of(sdk)).listen(LOCAL, 0);
    }

    /** Fails the first time, and then calls on from another thread. */
    private String charge(RouteContext context) throws Exception {
        if (charges.incrementAndGet() == 1) {
            throw new RouteException(503, "not now");
        }
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            return other.submit(context.wrap(() -> {
                assertThat(Span.current().getSpanContext().getTraceId()).isEqualTo(TRACE);
                return ledger().<String>call("ledger", "/entries/17", null, String.class);
            })).get();
        } finally {
            other.shutdown();
        }
    }

    private io.microcdi.MicroCaller ledger() {
        return payments.caller();
    }

    @AfterEach
    void stop() {
        Stream.of(checkout, payments, ledger).forEach(MicroNode::stop);
        registry.stop();
        sdk.close();
    }

    private SpanData span(SpanKind kind, String name, StatusCode status) {
        return spans.getFinishedSpanItems().stream().filter(
                span -> span.getKind() == kind && span.getName().equals(name)
                        && span.getStatus().getStatusCode() == status)
                .findFirst().orElseThrow(() -> new AssertionError(name + " is not in " + spans.getFinishedSpanItems()));
    }

    @Test
    void oneTraceHasAllSpansWithTheirParents() {
        assertThat(registry.to("checkout/pay").with("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
                .call(null, String.class)).isEqualTo("17");

        SpanData gateway = span(SpanKind.CLIENT, "checkout/pay", StatusCode.UNSET);
        SpanData pay = span(SpanKind.SERVER, "checkout/pay", StatusCode.UNSET);
        SpanData toPayments = span(SpanKind.CLIENT, "payments/charge", StatusCode.UNSET);
        SpanData refused = span(SpanKind.SERVER, "payments/charge", StatusCode.ERROR);
        SpanData charged = span(SpanKind.SERVER, "payments/charge", StatusCode.UNSET);
        SpanData toLedger = span(SpanKind.CLIENT, "ledger/entries/{}", StatusCode.UNSET);
        SpanData entry = span(SpanKind.SERVER, "ledger/entries/{id}", StatusCode.UNSET);
        assertThat(spans.getFinishedSpanItems()).hasSize(7).extracting(SpanData::getTraceId).containsOnly(TRACE);
        assertThat(spans.getFinishedSpanItems()).as("no attribute is dropped")
                .allSatisfy(span -> assertThat(span.getTotalAttributeCount()).isEqualTo(span.getAttributes().size()));
        assertThat(gateway.getParentSpanId()).isEqualTo(PARENT);
        assertThat(pay.getParentSpanId()).isEqualTo(gateway.getSpanId());
        assertThat(toPayments.getParentSpanId()).isEqualTo(pay.getSpanId());
        assertThat(refused.getParentSpanId()).isEqualTo(toPayments.getSpanId());
        assertThat(charged.getParentSpanId()).isEqualTo(toPayments.getSpanId());
        assertThat(toLedger.getParentSpanId()).isEqualTo(charged.getSpanId());
        assertThat(entry.getParentSpanId()).isEqualTo(toLedger.getSpanId());
        assertThat(toPayments.getEvents()).singleElement()
                .satisfies(event -> assertThat(event.getAttributes().get(ErrorAttributes.ERROR_TYPE)).isEqualTo("503"));
    }

    @Test
    void aFailureIsAnErrorWithItsStatus() {
        assertThatThrownBy(() -> checkout.caller().call("ledger", "/fails", null, String.class))
                .isInstanceOf(CallFailedException.class);
        assertThat(span(SpanKind.CLIENT, "ledger/fails", StatusCode.ERROR).getAttributes()
                .get(ErrorAttributes.ERROR_TYPE)).isEqualTo("500");
        assertThat(
                span(SpanKind.SERVER, "ledger/fails", StatusCode.ERROR).getAttributes().get(ErrorAttributes.ERROR_TYPE))
                .isEqualTo(IllegalStateException.class.getName());
        assertThatThrownBy(() -> checkout.caller().call("ledger", "/conflict", null, String.class))
                .isInstanceOf(CallFailedException.class);
        SpanData caller = span(SpanKind.CLIENT, "ledger/conflict", StatusCode.ERROR);
        assertThat(caller.getAttributes().get(RpcAttributes.RPC_SYSTEM_NAME)).isEqualTo("microcdi");
        assertThat(caller.getAttributes().get(RpcAttributes.RPC_METHOD)).isEqualTo("ledger/conflict");
        assertThat(caller.getAttributes().get(ServerAttributes.SERVER_PORT))
                .isEqualTo(Long.parseLong(ledger.key().split(":", -1)[1]));
        span(SpanKind.SERVER, "ledger/conflict", StatusCode.UNSET);
    }

    @Test
    void aTextAsStatusIsAnAnswerOfTheApplicationAndOneSeries() {
        assertThatThrownBy(() -> checkout.caller().call("ledger", "/sold-out", null, String.class))
                .isInstanceOf(CallFailedException.class);
        SpanData server = span(SpanKind.SERVER, "ledger/sold-out", StatusCode.UNSET);
        assertThat(server.getAttributes().get(RpcAttributes.RPC_STATUS_CODE)).isEqualTo("_OTHER");
        assertThat(server.getAttributes().get(ErrorAttributes.ERROR_TYPE)).isNull();
        assertThat(server.getEvents()).isEmpty();
        SpanData client = span(SpanKind.CLIENT, "ledger/sold-out", StatusCode.ERROR);
        assertThat(client.getAttributes().get(RpcAttributes.RPC_STATUS_CODE)).isEqualTo("_OTHER");
        assertThat(client.getAttributes().get(ErrorAttributes.ERROR_TYPE)).isEqualTo("_OTHER");
    }

    @Test
    void aRouteThatDoesNotExistHasNoSeriesOfItsOwn() {
        assertThatThrownBy(() -> checkout.caller().call("ledger", "/invented/17", null, String.class))
                .isInstanceOf(CallRefusedException.class);
        assertThat(span(SpanKind.CLIENT, "ledger/invented/{}", StatusCode.ERROR).getAttributes()
                .get(RpcAttributes.RPC_METHOD)).isEqualTo("ledger/invented/{}");
        assertThat(histogram(TelemetryInstrument.CLIENT_DURATION)).singleElement()
                .satisfies(
                        point -> assertThat(point.getAttributes().get(RpcAttributes.RPC_METHOD)).isEqualTo("_OTHER"));
    }

    /** Nobody knows whether there is such a namespace. */
    @Test
    void aCallThatFoundNoInstanceHasNoSeriesOfItsOwn() {
        registry.stop();
        MicroCall call = checkout.caller().to("invented").timeout(Duration.ofMillis(300));
        assertThatThrownBy(() -> call.call("/x", null, String.class)).isInstanceOf(MicroException.class)
                .isNotInstanceOf(NamespaceNotFoundException.class);
        span(SpanKind.CLIENT, "invented/x", StatusCode.ERROR);
        assertThat(histogram(TelemetryInstrument.CLIENT_DURATION)).extracting(
                point -> point.getAttributes().get(RpcAttributes.RPC_METHOD)).containsExactly("_OTHER");
    }

    /** A sampler decides by the name and the attributes at the start. */
    @Test
    void aSamplerSeesTheMethodOfEachSpan() {
        List<String> sampled = new CopyOnWriteArrayList<>();
        Sampler sampler = new Sampler() {

            @Override
            public SamplingResult shouldSample(Context parent, String trace, String name, SpanKind kind,
                    Attributes attributes, List<LinkData> links) {
                sampled.add(kind + " " + name + " " + attributes.get(RpcAttributes.RPC_METHOD));
                return SamplingResult.recordAndSample();
            }

            @Override
            public String getDescription() {
                return "test";
            }
        };
        MicroNode caller = MicroNode.builder("caller").registry("ws://" + LOCAL + ":" + registry.port())
                .instrument(MicroTelemetry.of(OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder().setSampler(sampler).build()).build()))
                .listen(LOCAL, 0).build();
        caller.start();
        try {
            assertThat(caller.caller().<String>call("ledger", "/entries/17", null, String.class)).isEqualTo("17");
            assertThat(sampled).containsExactly("CLIENT ledger/entries/{} ledger/entries/{}");
        } finally {
            caller.stop();
        }
    }

    @Test
    void theTimeOfARequestBeginsWithItsArrival() {
        RouteContext request = (RouteContext) Proxy.newProxyInstance(TraceTest.class.getClassLoader(),
                new Class<?>[] { RouteContext.class }, (proxy, method, arguments) -> Optional.empty());
        RequestObservation observed = MicroTelemetry.of(sdk).serve(request, "shop", "/queued", Duration.ofSeconds(3));
        observed.end(new RequestEnd(200, null, false, null));
        SpanData span = span(SpanKind.SERVER, "shop/queued", StatusCode.UNSET);
        assertThat(span.getEndEpochNanos() - span.getStartEpochNanos())
                .isGreaterThanOrEqualTo(Duration.ofMillis(2_990).toNanos());
        assertThat(histogram(TelemetryInstrument.SERVER_DURATION)).singleElement()
                .satisfies(point -> assertThat(point.getSum()).isGreaterThanOrEqualTo(3));
    }

    @Test
    void aRefusalIsMeasuredWithoutASpan() {
        assertThatThrownBy(() -> checkout.caller().call("ledger", "/invented", null, String.class))
                .isInstanceOf(CallRefusedException.class);
        MicroTelemetry.of(sdk).refused("ledger", "/entries/{id}", 503, Duration.ofSeconds(3));
        assertThat(spans.getFinishedSpanItems()).noneMatch(span -> span.getKind() == SpanKind.SERVER);
        assertThat(histogram(TelemetryInstrument.SERVER_DURATION)).extracting(
                point -> point.getAttributes().get(RpcAttributes.RPC_METHOD) + " "
                        + point.getAttributes().get(RpcAttributes.RPC_STATUS_CODE) + " "
                        + point.getAttributes().get(ErrorAttributes.ERROR_TYPE) + " " + point.getSum())
                .containsExactlyInAnyOrder("_OTHER 404 null 0.0", "ledger/entries/{id} 503 503 3.0");
    }

    @Test
    void retriesOfAllAddressesAreOneSeries() {
        AtomicInteger requests = new AtomicInteger();
        for (MicroNode node : List.of(ledger, payments)) {
            node.register("/busy", context -> {
                if (requests.incrementAndGet() % 2 == 1) {
                    throw new RouteException(503, "not now");
                }
                return "answered";
            });
            MicroCall call = checkout.caller().at("ws://" + node.key()).retries(1).idempotent();
            assertThat(call.<String>call("/busy", String.class)).isEqualTo("answered");
        }
        assertThat(metrics.collectAllMetrics()).filteredOn(metric -> metric.getName().equals("micro.client.retries"))
                .flatExtracting(metric -> metric.getLongSumData().getPoints()).singleElement().satisfies(point -> {
                    assertThat(point.getValue()).isEqualTo(2);
                    assertThat(point.getAttributes().get(TelemetryInstrument.NAMESPACE)).isEqualTo("ws://{}");
                });
    }

    private List<HistogramPointData> histogram(String name) {
        return metrics.collectAllMetrics().stream().filter(metric -> metric.getName().equals(name))
                .flatMap(metric -> metric.getHistogramData().getPoints().stream()).toList();
    }

    @Test
    void gaugesAreMeasuredFromTheFirstCallAfterTheInstanceIsSet() {
        AtomicReference<OpenTelemetry> global = new AtomicReference<>(OpenTelemetry.noop());
        MicroNode late = MicroNode.builder("late").registry("ws://" + LOCAL + ":" + registry.port())
                .instrument(new TelemetryInstrument(global::get)).listen(LOCAL, 0).build();
        late.start();
        try {
            global.set(sdk);
            assertThat(linksOf("late")).isEmpty();
            assertThat(late.caller().<String>call("ledger", "/entries/17", null, String.class)).isEqualTo("17");
            assertThat(linksOf("late")).hasSize(1);
        } finally {
            late.stop();
        }
        assertThat(linksOf("late")).isEmpty();
    }

    private List<LongPointData> linksOf(String namespace) {
        return metrics.collectAllMetrics().stream().filter(metric -> metric.getName().equals("micro.links"))
                .flatMap(metric -> metric.getLongGaugeData().getPoints().stream())
                .filter(point -> namespace.equals(point.getAttributes().get(TelemetryInstrument.NAMESPACE))).toList();
    }

    @Test
    void withoutAnSdkNothingIsDoneForACallOrARequest() {
        nothingIsDone(OpenTelemetry::noop);
    }

    @Test
    void aGlobalInstanceThatDoesNothingIsLeftAlone() {
        GlobalOpenTelemetry.resetForTest();
        try {
            GlobalOpenTelemetry.set(OpenTelemetry.noop());
            assertThat(GlobalOpenTelemetry.get()).isNotSameAs(OpenTelemetry.noop());
            nothingIsDone(GlobalOpenTelemetry::get);
        } finally {
            GlobalOpenTelemetry.resetForTest();
        }
    }

    /** Its spans would be sampled, and nobody would get them. */
    @Test
    void anSdkThatIsDisabledIsLeftAlone() {
        System.setProperty("otel.sdk.disabled", "true");
        try {
            OpenTelemetry disabled = AutoConfiguredOpenTelemetrySdk.builder().build().getOpenTelemetrySdk();
            assertThat(disabled.getTracer("test").spanBuilder("test").startSpan().isRecording()).isTrue();
            nothingIsDone(() -> disabled);
            assertThat(spansWith(sdk)).as("one that the application has built").hasSize(1);
        } finally {
            System.clearProperty("otel.sdk.disabled");
        }
    }

    @Test
    void anSdkForTracesAloneIsUsed() {
        OpenTelemetrySdk traces = OpenTelemetrySdk.builder().setTracerProvider(sdk.getSdkTracerProvider()).build();
        assertThat(spansWith(traces)).hasSize(1);
    }

    /** Returns the spans of a request that an instrument for an instance has seen. */
    private List<SpanData> spansWith(OpenTelemetry telemetry) {
        RouteContext request = (RouteContext) Proxy.newProxyInstance(TraceTest.class.getClassLoader(),
                new Class<?>[] { RouteContext.class }, (proxy, method, arguments) -> Optional.empty());
        RequestObservation observed = MicroTelemetry.of(telemetry).serve(request, "shop", "/seen", Duration.ZERO);
        observed.end(new RequestEnd(200, null, false, null));
        return spans.getFinishedSpanItems().stream().filter(span -> span.getName().equals("shop/seen")).toList();
    }

    private static void nothingIsDone(Supplier<OpenTelemetry> telemetry) {
        TelemetryInstrument without = new TelemetryInstrument(telemetry);
        InvocationHandler untouched = (proxy, method, arguments) -> {
            throw new AssertionError(method + " was called");
        };
        ClassLoader loader = TraceTest.class.getClassLoader();
        RouteContext request = (RouteContext) Proxy.newProxyInstance(loader, new Class<?>[] { RouteContext.class },
                untouched);
        OutgoingCall call = (OutgoingCall) Proxy.newProxyInstance(loader, new Class<?>[] { OutgoingCall.class },
                untouched);
        for (int i = 0; i < 2; i++) {
            without.intercept(call);
            assertThat(without.serve(request, "ledger", "/book", Duration.ZERO)).isNull();
        }
    }

    @Test
    void anOldApiIsNotAskedForItsGlobalInstanceWhileANodeStarts() {
        GlobalOpenTelemetry.resetForTest();
        try {
            BooleanSupplier old = () -> {
                throw new NoSuchMethodError("expected by this test");
            };
            assertThat(TelemetryInstrument.global(true, old)).isSameAs(OpenTelemetry.noop());
            assertThat(GlobalOpenTelemetry.isSet()).as("the application may still set its own").isFalse();
            GlobalOpenTelemetry.set(sdk);
            assertThat(TelemetryInstrument.global(false, old)).isSameAs(GlobalOpenTelemetry.get());
        } finally {
            GlobalOpenTelemetry.resetForTest();
        }
    }

    @Test
    void aWrappedDependentSeesTheSpanOfTheCaller() {
        Span caller = sdk.getTracer("test").spanBuilder("caller").startSpan();
        String seen = Context.root().with(caller).wrapSupplier(() -> checkout.caller()
                .<String>callAsync("ledger", "/entries/17", null, String.class)
                .thenApply(Context.current().wrapFunction(
                        answer -> answer + " " + Span.current().getSpanContext().getSpanId()))
                .join()).get();
        caller.end();
        assertThat(seen).isEqualTo("17 " + caller.getSpanContext().getSpanId());
        assertThat(span(SpanKind.CLIENT, "ledger/entries/{}", StatusCode.UNSET).getParentSpanId())
                .isEqualTo(caller.getSpanContext().getSpanId());
    }

    @Test
    void theNamesAndUnitsAreThoseOfTheConventions() {
        assertThat(List.of(TelemetryInstrument.SYSTEM, TelemetryInstrument.METHOD,
                TelemetryInstrument.ERROR, TelemetryInstrument.ADDRESS, TelemetryInstrument.PORT,
                TelemetryInstrument.STATUS)).isEqualTo(
                        List.of(RpcAttributes.RPC_SYSTEM_NAME, RpcAttributes.RPC_METHOD,
                                ErrorAttributes.ERROR_TYPE,
                                ServerAttributes.SERVER_ADDRESS, ServerAttributes.SERVER_PORT,
                                RpcAttributes.RPC_STATUS_CODE));
        checkout.caller().call("ledger", "/entries/17", null, String.class);
        assertThat(metrics.collectAllMetrics()).extracting(MetricData::getName).contains("micro.links",
                "micro.server.queued", "micro.server.active");
        unit(RpcIncubatingMetrics.RPC_CLIENT_CALL_DURATION_NAME, RpcIncubatingMetrics.RPC_CLIENT_CALL_DURATION_UNIT);
        unit(RpcIncubatingMetrics.RPC_SERVER_CALL_DURATION_NAME, RpcIncubatingMetrics.RPC_SERVER_CALL_DURATION_UNIT);
    }

    @Test
    void theStateOfBreakersIsMeasuredByNamespace() {
        Registration measured = MicroTelemetry.of(sdk).attach(shop(0, Map.of("ledger", 2)));
        assertThat(breakers()).singleElement().satisfies(point -> {
            assertThat(point.getValue()).isEqualTo(2);
            assertThat(point.getAttributes().asMap()).containsEntry(AttributeKey.stringKey("micro.namespace"), "shop")
                    .containsEntry(AttributeKey.stringKey("micro.callee"), "ledger")
                    .containsEntry(AttributeKey.stringKey("micro.state"), "open");
        });
        measured.close();
        assertThat(breakers()).isEmpty();
    }

    /** As of two applications of one namespace in one process. Two values of one series would replace each other. */
    @Test
    void nodesOfOneNamespaceAreMeasuredTogether() {
        Registration first = MicroTelemetry.of(sdk).attach(shop(3, Map.of("ledger", 1, "stock", 0)));
        Registration second = MicroTelemetry.of(sdk).attach(shop(4, Map.of("ledger", 2)));
        assertThat(linksOf("shop")).extracting(LongPointData::getValue).containsExactly(7L);
        assertThat(breakers()).extracting(
                point -> point.getAttributes().get(AttributeKey.stringKey("micro.callee")) + " " + point.getValue())
                .containsExactlyInAnyOrder("ledger 3", "stock 0");
        first.close();
        assertThat(linksOf("shop")).extracting(LongPointData::getValue).containsExactly(4L);
        second.close();
        second.close();
        assertThat(linksOf("shop")).isEmpty();
        Registration again = MicroTelemetry.of(sdk).attach(shop(5, Map.of()));
        assertThat(linksOf("shop")).extracting(LongPointData::getValue).containsExactly(5L);
        again.close();
    }

    private static NodeGauges shop(int links, Map<String, Integer> ejected) {
        return new NodeGauges() {

            @Override
            public String namespace() {
                return "shop";
            }

            @Override
            public int links() {
                return links;
            }

            @Override
            public int queued() {
                return 0;
            }

            @Override
            public int active() {
                return 0;
            }

            @Override
            public Map<String, Integer> ejected() {
                return ejected;
            }
        };
    }

    private List<LongPointData> breakers() {
        return metrics.collectAllMetrics().stream().filter(metric -> metric.getName().equals("micro.breaker.state"))
                .flatMap(metric -> metric.getLongGaugeData().getPoints().stream()).toList();
    }

    private void unit(String name, String unit) {
        assertThat(metrics.collectAllMetrics()).filteredOn(metric -> metric.getName().equals(name)).singleElement()
                .satisfies(metric -> assertThat(metric.getUnit()).isEqualTo(unit));
    }

    @Test
    void withoutTheApiANodeWorksUntraced() throws Exception {
        URL[] urls = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                .filter(path -> !path.contains("/io/opentelemetry/")).map(TraceTest::url).toArray(URL[]::new);
        try (URLClassLoader hiding = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(hiding);
            try {
                List<?> seen = (List<?>) hiding.loadClass(WithoutApi.class.getName()).getMethod("call").invoke(null);
                assertThat(seen).map(String::valueOf).contains("untraced")
                        .anyMatch(message -> message.contains("MICRO002900"))
                        .noneMatch(message -> message.contains("MICRO001601"));
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    private static URL url(String path) {
        try {
            return java.nio.file.Path.of(path).toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    /** Runs in a class loader that has no OpenTelemetry. */
    public static final class WithoutApi {

        private WithoutApi() {
        }

        /** Calls from node to node, and returns the answer and the messages that are logged. */
        public static List<String> call() {
            List<String> seen = new CopyOnWriteArrayList<>();
            Logger logger = Logger.getLogger("io.microcdi");
            Handler handler = new Handler() {

                @Override
                public void publish(LogRecord message) {
                    seen.add(message.getMessage());
                }

                @Override
                public void flush() {
                }

                @Override
                public void close() {
                }
            };
            logger.addHandler(handler);
            try {
                seen.add(answer());
            } finally {
                logger.removeHandler(handler);
            }
            return seen;
        }

        private static String answer() {
            MicroRegistry registry = MicroRegistry.builder().listen(LOCAL, 0).build();
            registry.start();
            MicroNode callee = MicroNode.builder("alone").registry("ws://" + LOCAL + ":" + registry.port())
                    .listen(LOCAL, 0).build();
            MicroNode caller = MicroNode.builder("caller").registry("ws://" + LOCAL + ":" + registry.port())
                    .listen(LOCAL, 0).build();
            callee.register("/x", context -> context.metadata("traceparent").orElse("untraced"));
            try {
                for (MicroNode node : List.of(callee, caller)) {
                    node.start();
                    node.ready().toCompletableFuture().join();
                }
                return caller.caller().call("alone", "/x", null, String.class);
            } finally {
                caller.stop();
                callee.stop();
                registry.stop();
            }
        }
    }
}
