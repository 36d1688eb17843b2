package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.CallEnd;
import io.microcdi.CallInterceptor;
import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeGauges;
import io.microcdi.NodeInstrument;
import io.microcdi.OutgoingCall;
import io.microcdi.PendingCall;
import io.microcdi.RawJson;
import io.microcdi.Registration;
import io.microcdi.RequestEnd;
import io.microcdi.RequestObservation;
import io.microcdi.RouteContext;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.RetryMode;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RouteException;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.support.Await;

/** Interceptors see calls, and an instrument sees served requests, over real sockets. */
@Timeout(120)
class InterceptorTest {

    private static final String LOCAL = "127.0.0.1";

    private final List<CallEnd> ends = new CopyOnWriteArrayList<>();
    private final List<String> urls = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Observed instrument = new Observed();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> aborted = new CompletableFuture<>();
    private final MicroRegistry registry = MicroRegistry.builder().interceptor(this::observe).listen(LOCAL, 0).build();
    private CallInterceptor second = call -> {
    };
    private CallInterceptor ofPayments = call -> {
    };
    private MicroNode payments;
    private MicroNode checkout;

    @BeforeEach
    void start() {
        registry.start();
        String address = "ws://" + LOCAL + ":" + registry.port();
        payments = MicroNode.builder("payments").registry(address).instrument(instrument)
                .interceptor(call -> ofPayments.intercept(call)).listen(LOCAL, 0).build();
        payments.register("/told", context -> context.metadata("tenant").orElse("none"));
        payments.register("/fails", context -> {
            throw new RouteException(409, "sold out");
        });
        payments.register("/refuses", context -> {
            throw new RouteException("NO \"BOOKS\"", "sold out");
        });
        payments.register("/waits", context -> {
            context.onAbort(() -> aborted.complete(null));
            begun.complete(null);
            return new CompletableFuture<>();
        });
        AtomicInteger served = new AtomicInteger();
        payments.register("/second", context -> {
            if (served.incrementAndGet() == 1) {
                throw new RouteException(503, "not now");
            }
            return "second";
        });
        payments.register("/items/{id}", this::wrapped);
        payments.start();
        checkout = MicroNode.builder("checkout").registry(address).listen(LOCAL, 0).interceptor(this::observe)
                .interceptor(call -> second.intercept(call)).build();
        checkout.start();
        payments.ready().toCompletableFuture().join();
        checkout.ready().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        checkout.stop();
        payments.stop();
        registry.stop();
    }

    private void observe(OutgoingCall call) {
        urls.add(call.url());
        call.onRetry(failure -> events.add("retry after " + failure.status()));
        call.onEnd(ends::add);
    }

    private String wrapped(RouteContext context) throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            return other.submit(context.wrap(() -> Observed.CURRENT.get() + " " + context.param("id"))).get();
        } finally {
            other.shutdown();
        }
    }

    private String call(String url) {
        return checkout.caller().call("payments", url, null, String.class);
    }

    @Test
    void anInterceptorAddsMetadataAndSeesTheEnd() {
        second = call -> {
            assertThat(call.namespace() + call.url()).isEqualTo("payments/told");
            assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(call.correlationId()).isNotEmpty();
            assertThat(call.metadata()).isEqualTo(Map.of("locale", "de"));
            call.with("tenant", "acme");
        };
        assertThat(checkout.caller().to("payments").with("locale", "de").<String>call("/told", null, String.class))
                .isEqualTo("acme");
        CallEnd end = ends.get(0);
        assertThat(end.failure()).isNull();
        assertThat(end.attempts()).isEqualTo(1);
        assertThat(end.instance()).isEqualTo(payments.key()).isEqualTo(end.host() + ":" + end.port());
        assertThat(end.duration()).isPositive();
        second = call -> call.with("tenant", "later");
        assertThat(checkout.caller().callAsync("payments", "/told", null, String.class).join()).isEqualTo("later");
        assertThat(checkout.caller().peer("payments").<String>request("/told", null, String.class).join())
                .isEqualTo("later");
        assertThat(ends).hasSize(3);
    }

    @Test
    void aCallOfAHandlerHasTheTimeThatItsRequestHasLeft() {
        payments.register("/outer", context -> payments.caller().call("payments", "/told", null, String.class));
        assertThat(checkout.caller().to("payments").timeout(Duration.ofSeconds(9)).<String>call("/outer", null,
                String.class)).isEqualTo("none");
        assertThat(instrument.timeout).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aRequestByAPeerIsNeverRepeated() {
        List<Integer> retries = new CopyOnWriteArrayList<>();
        second = call -> retries.add(call.retries());
        assertThat(call("/told")).isEqualTo("none");
        MicroPeer peer = checkout.caller().peer("payments");
        assertThat(peer.<String>request("/told", null, String.class).join()).isEqualTo("none");
        peer.push("/told", null);
        assertThat(retries).containsExactly(1, 0, 0);
    }

    @Test
    void anInterceptorOfTheRegistryGetsTheWholeUrl() {
        String long300 = "/items/" + "x".repeat(300) + "\u200b";
        assertThat(registry.<String>call("payments" + long300, null, String.class)).contains(long300.substring(7));
        assertThat(urls).contains(long300);
    }

    @Test
    void anInterceptorAnswersWithoutACall() {
        second = call -> call.answer("cached");
        assertThat(call("/told")).isEqualTo("cached");
        assertThat(checkout.caller().callAsync("payments", "/told", null, String.class).join()).isEqualTo("cached");
        PendingCall<String> request = checkout.caller().peer("payments").request("/told", null, String.class);
        assertThat(request.join()).isEqualTo("cached");
        assertThat(request.abort()).as("a request that has ended").isFalse();
        assertThat(ends).hasSize(3).allSatisfy(end -> assertThat(end.attempts()).isZero());
        assertThat(instrument.served).isEmpty();
    }

    @Test
    void aRetryAndAFailureAreSeen() {
        assertThat(checkout.caller().to("payments").idempotent().<String>call("/second", null, String.class))
                .isEqualTo("second");
        assertThat(events).containsExactly("retry after 503");
        assertThat(ends.get(0).attempts()).isEqualTo(2);
        assertThatThrownBy(() -> call("/fails")).isInstanceOf(CallFailedException.class);
        assertThat(ends.get(1).failure()).isInstanceOf(CallFailedException.class);
        assertThatThrownBy(() -> checkout.caller().call("nobody", "/x", null, String.class))
                .isInstanceOf(NamespaceNotFoundException.class);
        assertThat(ends.get(2).attempts()).isZero();
        assertThat(ends.get(2).instance()).isNull();
    }

    @Test
    void aCancelledCallHasAnEnd() {
        CompletableFuture<String> call = checkout.caller().callAsync("payments", "/waits", null, String.class);
        begun.join();
        call.cancel(true);
        assertThat(ends).singleElement().satisfies(end -> assertThat(end.failure())
                .isInstanceOf(CallAbortedException.class));
    }

    @Test
    void anInterceptorThatThrowsFailsTheCallAndHidesNothing() {
        second = call -> {
            throw new IllegalStateException("no tenant");
        };
        MicroException failure = catchThrowableOfType(MicroException.class, () -> call("/told"));
        assertThat(failure).hasMessageContaining("the call to payments/told was not sent: the interceptor "
                + InterceptorTest.class.getName()).hasMessageContaining("no tenant");
        assertThat(failure.mayHaveExecuted()).isFalse();
        assertThat(ends.get(0).failure()).isSameAs(failure);
        assertThatThrownBy(() -> checkout.caller().callAsync("payments", "/told", null, String.class).join())
                .isInstanceOf(MicroException.class).hasMessageContaining("no tenant");
        MicroException own = new MicroException("closed on Sundays", failure.details(), false, null);
        second = call -> {
            throw own;
        };
        assertThatThrownBy(() -> call("/told")).isSameAs(own);
        assertThat(checkout.counters().inFlight()).isZero();
        second = call -> call.with("Tenant", "x");
        assertThatThrownBy(() -> call("/told")).hasMessageContaining("expected a name of 1 to 64");
    }

    @Test
    void aCheckedExceptionOfAnInterceptorFailsTheCallToo() {
        second = call -> InterceptorTest.<RuntimeException>sneak(new IOException("no file"));
        MicroException failure = catchThrowableOfType(MicroException.class, () -> call("/told"));
        assertThat(failure).hasMessageContaining("no file").hasCauseInstanceOf(IOException.class);
        assertThat(ends).singleElement().satisfies(end -> assertThat(end.failure()).isSameAs(failure));
        assertThat(checkout.caller().callAsync("payments", "/told", null, String.class))
                .isCompletedExceptionally();
    }

    @SuppressWarnings("unchecked") // as languages without checked exceptions throw
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aCallThatHasBegunCannotBeChanged() {
        AtomicReference<OutgoingCall> kept = new AtomicReference<>();
        second = kept::set;
        assertThat(call("/told")).isEqualTo("none");
        OutgoingCall call = kept.get();
        List<ThrowingCallable> changes = List.of(() -> call.with("tenant", "late"), () -> call.answer("late"),
                () -> call.onRetry(failure -> events.add("late")), () -> call.onEnd(ends::add));
        assertThat(changes).allSatisfy(change -> assertThatThrownBy(change).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the call to payments/told has begun")
                .hasMessageContaining("until the interceptor returns"));
        assertThat(call.url()).isEqualTo("/told");
    }

    @Test
    void anActionThatThrowsChangesNothing() {
        second = call -> {
            call.onRetry(retry -> {
                throw new IllegalStateException("expected by this test");
            });
            call.onEnd(end -> {
                throw new IllegalStateException("expected by this test");
            });
        };
        assertThat(checkout.caller().to("payments").idempotent().<String>call("/second", null, String.class))
                .isEqualTo("second");
        assertThat(ends).hasSize(1);
    }

    @Test
    void theInstrumentSeesServedRequestsOnTheirThreads() {
        assertThat(call("/items/17")).isEqualTo("/items/{id} 17");
        assertThatThrownBy(() -> call("/fails")).isInstanceOf(CallFailedException.class);
        assertThatThrownBy(() -> call("/refuses")).isInstanceOf(CallFailedException.class);
        assertThat(instrument.served).containsExactly("/items/{id} 200 null null", "/fails 409 null sold out",
                "/refuses 0 NO \"BOOKS\" sold out");
        assertThat(Observed.CURRENT.get()).isNull();
        assertThat(instrument.gauges.namespace()).isEqualTo("payments");
        // a link may open or close between the two looks, as that of the self-check
        Await.until(() -> instrument.gauges.links() == payments.counters().links());
        assertThat(instrument.gauges.queued()).isZero();
        payments.stop();
        assertThat(instrument.gauges).isNull();
    }

    @Test
    void aBrokenInstrumentBreaksNoRequest() {
        instrument.broken = true;
        assertThat(call("/told")).isEqualTo("none");
    }

    @Test
    void aBrokenInstrumentBreaksNoCallOfItsNode() {
        payments.register("/outer", context -> payments.caller().call("payments", "/told", null, String.class));
        instrument.broken = true;
        assertThat(call("/outer")).isEqualTo("none");
    }

    /** The entries of the instrument come first, and go first. */
    @Test
    void anInstrumentTakesNoRoomOfTheCallsMetadata() {
        payments.register("/sent", context -> context.metadata("n0").orElse("-").length() + " "
                + context.metadata("tenant").orElse("-") + " " + context.metadata("traceparent").orElse("-") + " "
                + context.metadata("baggage").map(String::length).orElse(0));
        payments.register("/few", context -> sent(1, 1));
        payments.register("/many", context -> sent(29, 1));
        payments.register("/large", context -> sent(1, 2_000));
        ofPayments = call -> call.with("tenant", "acme");
        instrument.added = Map.of("traceparent", "00-a", "baggage", "x".repeat(7_000));
        assertThat(call("/few")).isEqualTo("1 acme 00-a 7000");
        assertThat(call("/many")).as("30 entries of its own").isEqualTo("1 acme - 0");
        assertThat(call("/large")).as("too large with the baggage").isEqualTo("2000 acme 00-a 0");
    }

    /** Calls with a number of texts of a length, to which the interceptor adds the tenant. */
    private String sent(int texts, int length) {
        MicroCall call = payments.caller().to("payments");
        for (int i = 0; i < texts; i++) {
            call = call.with("n" + i, "x".repeat(length));
        }
        return call.call("/sent", null, String.class);
    }

    @Test
    void theInstrumentSeesRefusals() throws Exception {
        assertThatThrownBy(() -> call("/nowhere")).isInstanceOf(CallRefusedException.class);
        assertThat(instrument.refused).containsExactly("null 404");
        assertThat(payments.dispatch("/nowhere", null, String.class).toCompletableFuture()).isNotNull();
        Await.until(instrument.refused::size, 2);
        MicroNode narrow = MicroNode.builder("narrow").registry("ws://" + LOCAL + ":" + registry.port())
                .instrument(instrument).listen(LOCAL, 0).set(ConfigKeys.MAX_THREADS, 1)
                .set(ConfigKeys.MAX_WAIT, Duration.ofMillis(1)).build();
        CountDownLatch free = new CountDownLatch(1);
        narrow.register("/waits", context -> {
            begun.complete(null);
            free.await();
            return "answered";
        });
        narrow.start();
        try {
            CompletableFuture<String> first = checkout.caller().callAsync("narrow", "/waits", null, String.class);
            begun.get(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> checkout.caller().to("narrow").retries(0).call("/waits", null, String.class))
                    .isInstanceOf(CallRefusedException.class);
            assertThat(instrument.refused).last().isEqualTo("/waits 503");
            free.countDown();
            assertThat(first.join()).isEqualTo("answered");
        } finally {
            free.countDown();
            narrow.stop();
        }
    }

    @Test
    void aHandlerWhoseStageNeverEndsIsObservedUntilItsCallerWaitsNoMore() throws Exception {
        CompletableFuture<String> never = new CompletableFuture<>();
        payments.register("/never", context -> never.minimalCompletionStage());
        // the time includes the look-up and the dial, and the handler must begin within it
        assertThatThrownBy(() -> checkout.caller().to("payments").timeout(Duration.ofSeconds(2)).call("/never", null,
                String.class)).isInstanceOf(CallTimeoutException.class);
        Await.until(instrument.served::size, 1);
        never.complete("too late");
        assertThat(instrument.served).containsExactly("/never aborted null");
    }

    @Test
    void theNumberOfEjectedInstancesGoesBackToZero() {
        AtomicBoolean broken = new AtomicBoolean(true);
        checkout.register("/told", context -> {
            if (broken.get()) {
                throw new RouteException(500, "expected by this test");
            }
            return "told";
        });
        Observed watching = new Observed();
        MicroNode watcher = MicroNode.builder("watcher").registry("ws://" + LOCAL + ":" + registry.port())
                .instrument(watching).listen(LOCAL, 0).set(ConfigKeys.RETRY, RetryMode.ALWAYS).build();
        watcher.start();
        try {
            watcher.ready().toCompletableFuture().join();
            assertThat(watching.gauges.ejected()).doesNotContainKey("checkout");
            MicroCall once = watcher.caller().to("checkout").retries(0);
            assertThatThrownBy(() -> once.call("/told", null, String.class)).isInstanceOf(CallFailedException.class);
            Await.until(() -> watching.gauges.ejected().get("checkout"), 1);
            broken.set(false);
            assertThat(once.<String>call("/told", null, String.class)).isEqualTo("told");
            Await.until(() -> watching.gauges.ejected().get("checkout"), 0);
            checkout.stop();
            assertThatThrownBy(() -> once.timeout(Duration.ofMillis(300)).call("/told", null, String.class))
                    .isInstanceOf(MicroException.class);
            assertThat(watching.gauges.ejected()).as("it stays").containsKey("checkout");
        } finally {
            watcher.stop();
        }
    }

    /** The interrupt that ends the handler is no fault of the service. */
    @Test
    void anAbortedRequestIsNoFailure() throws Exception {
        CompletableFuture<Void> interrupted = new CompletableFuture<>();
        payments.register("/blocks", context -> {
            begun.complete(null);
            return interrupted.get();
        });
        CompletableFuture<String> call = checkout.caller().callAsync("payments", "/blocks", null, String.class);
        begun.get(30, TimeUnit.SECONDS);
        call.cancel(true);
        Await.until(instrument.served::size, 1);
        assertThat(instrument.served).containsExactly("/blocks aborted null");
    }

    @Test
    void theRegistrySendsMetadataAndIsIntercepted() throws Exception {
        ends.clear();
        assertThat(registry.to("payments/told").with("tenant", "acme").call(null, String.class)).isEqualTo("acme");
        assertThat(ends.get(0).instance()).isEqualTo(payments.key());
        assertThatThrownBy(() -> registry.call("payments/fails", null, String.class))
                .isInstanceOf(CallFailedException.class);
        assertThat(ends.get(1).failure()).isInstanceOf(CallFailedException.class);
        CompletableFuture<String> given = registry.callAsync("payments/waits", RawJson.ABSENT, String.class);
        begun.get(30, TimeUnit.SECONDS);
        given.cancel(true);
        aborted.get(30, TimeUnit.SECONDS);
        assertThat(ends).hasSize(3);
    }

    /** Notes what it sees. */
    private static final class Observed implements NodeInstrument {

        private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

        private final List<String> served = new CopyOnWriteArrayList<>(new ArrayList<>());
        private volatile NodeGauges gauges;
        private volatile Duration timeout;
        private volatile boolean broken;
        private final List<String> refused = new CopyOnWriteArrayList<>();
        private volatile Map<String, String> added = Map.of();

        @Override
        public void intercept(OutgoingCall call) {
            added.forEach(call::with);
            timeout = call.timeout();
            if (broken) {
                throw new NoSuchMethodError("expected by this test");
            }
        }

        @Override
        public RequestObservation serve(RouteContext request, String namespace, String route,
                Duration waited) {
            return new RequestObservation() {

                @Override
                public Runnable enter() {
                    if (broken) {
                        throw new IllegalStateException("expected by this test");
                    }
                    CURRENT.set(route);
                    return CURRENT::remove;
                }

                @Override
                public void end(RequestEnd end) {
                    if (broken) {
                        throw new IllegalStateException("expected by this test");
                    }
                    String status = end.aborted() ? "aborted" : end.status() + " " + end.statusText();
                    served.add(route + " " + status + " "
                            + (end.failure() == null ? null : end.failure().getMessage()));
                }
            };
        }

        @Override
        public void refused(String namespace, String route, int status, Duration waited) {
            refused.add(route + " " + status);
        }

        @Override
        public Registration attach(NodeGauges newGauges) {
            gauges = newGauges;
            return () -> gauges = null;
        }
    }
}
