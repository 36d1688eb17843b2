package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.Typed;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.CallInterceptor;
import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.NodeGauges;
import io.microcdi.NodeInstrument;
import io.microcdi.OutgoingCall;
import io.microcdi.Registration;
import io.microcdi.RequestEnd;
import io.microcdi.RequestObservation;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.CallFailedException;
import io.microcdi.testing.LogCapture;

/** Beans that are interceptors of calls run in the order of their priorities. */
class CallInterceptorBeansTest {

    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    @MicroService
    static class Service {
        @Route("/inner")
        String inner(RouteContext context) {
            return context.metadata("order").orElse("none");
        }
    }

    private static void add(OutgoingCall call, String name) {
        String before = call.metadata().getOrDefault("order", "");
        call.with("order", before + name);
    }

    @Dependent
    static class Unordered implements CallInterceptor {
        @Override
        public void intercept(OutgoingCall call) {
            add(call, "c");
        }

        @PreDestroy
        void end() {
            EVENTS.add("destroyed");
        }
    }

    @ApplicationScoped
    @Priority(100)
    static class Second implements CallInterceptor {
        @Override
        public void intercept(OutgoingCall call) {
            add(call, "b");
        }
    }

    @ApplicationScoped
    @Typed(CallInterceptor.class)
    @Priority(10)
    static class First implements CallInterceptor {
        @Inject
        MicroCaller caller;

        @Override
        public void intercept(OutgoingCall call) {
            add(call, caller == null ? "?" : "a");
        }
    }

    @Test
    void thePriorityGivesTheOrder() throws Exception {
        EVENTS.clear();
        try (App app = App.of(Service.class, Unordered.class, Second.class, First.class)) {
            assertThat(app.<String>call("/inner", null, String.class)).isEqualTo("abc");
            assertThat(EVENTS).isEmpty();
        }
        assertThat(EVENTS).containsExactly("destroyed");
    }

    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class Replacement extends Second {
        @Override
        public void intercept(OutgoingCall call) {
            add(call, "r");
        }
    }

    @Test
    void anEnabledAlternativeReplacesAnInterceptor() throws Exception {
        try (App app = App.of(Service.class, First.class, Second.class, Replacement.class)) {
            assertThat(app.<String>call("/inner", null, String.class)).isEqualTo("ra");
        }
    }

    @ApplicationScoped
    @Priority(1)
    static class Producer {
        @Produces
        CallInterceptor produced() {
            return call -> add(call, "p");
        }
    }

    @Stereotype
    @Priority(50)
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Sooner {
    }

    @ApplicationScoped
    @Sooner
    static class Stereotyped implements CallInterceptor {
        @Override
        public void intercept(OutgoingCall call) {
            add(call, "s");
        }
    }

    @Test
    void thePriorityIsThatOfTheBeanOrOfItsStereotypeAndNotOfItsProducersClass() throws Exception {
        try (App app = App.of(Service.class, Producer.class, Second.class, First.class, Stereotyped.class)) {
            assertThat(app.<String>call("/inner", null, String.class)).isEqualTo("asbp");
        }
    }

    @ApplicationScoped
    static class Instrument implements NodeInstrument {
        @Override
        public void intercept(OutgoingCall call) {
            call.with("order", "first ");
        }

        @Override
        public RequestObservation serve(RouteContext request, String namespace, String route,
                Duration waited) {
            EVENTS.add("serves " + route);
            return null;
        }

        @Override
        public Registration attach(NodeGauges gauges) {
            EVENTS.add("measures " + gauges.namespace());
            return () -> EVENTS.add("leaves");
        }
    }

    /** Begins to observe after the deadline of the request. */
    @ApplicationScoped
    static class LateInstrument extends Instrument {

        private static final CountDownLatch ANSWERED = new CountDownLatch(1);
        private static final CompletableFuture<RequestEnd> ENDED = new CompletableFuture<>();

        @Override
        public RequestObservation serve(RouteContext request, String namespace, String route, Duration waited) {
            boolean interrupted = false;
            while (ANSWERED.getCount() > 0) {
                try {
                    ANSWERED.await();
                } catch (InterruptedException overdue) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return new RequestObservation() {
                @Override
                public Runnable enter() {
                    return () -> {
                    };
                }

                @Override
                public void end(RequestEnd end) {
                    ENDED.complete(end);
                }
            };
        }
    }

    @Test
    void anObservationThatBeginsAfterTheDeadlineEnds() throws Exception {
        // the observation must have begun by then
        try (App app = App.of(Map.of("micro.handler-timeout", "2s"), Service.class, LateInstrument.class)) {
            assertThat(catchThrowableOfType(CallFailedException.class,
                    () -> app.call("/inner", null, String.class)).status()).isEqualTo(504);
            LateInstrument.ANSWERED.countDown();
            assertThat(LateInstrument.ENDED.get(30, TimeUnit.SECONDS).status()).isEqualTo(504);
        }
    }

    @ApplicationScoped
    static class Other extends Instrument {
    }

    @Test
    void aBeanMayBeTheInstrument() throws Exception {
        EVENTS.clear();
        try (App app = App.of(Service.class, Instrument.class, First.class)) {
            assertThat(app.<String>call("/inner", null, String.class)).as("it is the first interceptor, and runs once")
                    .isEqualTo("first a");
            assertThat(EVENTS).containsExactly("measures test", "serves /inner");
            app.lifecycle().stop();
            assertThat(EVENTS).last().isEqualTo("leaves");
        }
    }

    @Test
    void twoInstrumentsAreAnErrorThatNamesThem() {
        assertThatThrownBy(() -> {
            try (App app = App.of(Service.class, Instrument.class, Other.class)) {
                app.call("/inner", null, String.class);
            }
        }).hasStackTraceContaining("MICRO002024: ").hasStackTraceContaining(
                Instrument.class.getName() + ", " + Other.class.getName() + ". Leave one");
    }

    @Dependent
    static class Early implements CallInterceptor {
        @Inject
        MicroCaller caller;

        @PostConstruct
        void init() {
            EVENTS.add(caller.toString());
        }

        @Override
        public void intercept(OutgoingCall call) {
            add(call, "early");
        }
    }

    @Dependent
    static class EarlyInstrument extends Instrument {
        @Inject
        MicroNode node;

        @PostConstruct
        void init() {
            EVENTS.add(node.namespace());
        }
    }

    @ParameterizedTest
    @ValueSource(classes = { Early.class, EarlyInstrument.class })
    void aBeanThatUsesTheNodeWhileItIsMadeIsAnErrorThatNamesTheCure(Class<?> bean) {
        try (App app = App.of(Service.class, bean)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> app.call("/inner", null, String.class))
                        .hasStackTraceContaining("MICRO002025: ").hasStackTraceContaining("@PostConstruct");
            }
        }
    }

    interface Telemetry {
    }

    @ApplicationScoped
    static class OneTelemetry implements Telemetry {
    }

    @ApplicationScoped
    static class OtherTelemetry implements Telemetry {
    }

    /** An instrument asks for its bean at each call while it has none. */
    @Test
    void twoBeansForAnInstrumentAreToldOnce() {
        try (LogCapture log = new LogCapture("io.microcdi.cdi"); App app = App.of(OneTelemetry.class,
                OtherTelemetry.class)) {
            Function<Class<?>, Object> beans = InterceptorBeans.once(app.bean(BeanManager.class),
                    new HeldBeans());
            assertThat(beans.apply(Telemetry.class)).isNull();
            assertThat(beans.apply(Telemetry.class)).isNull();
            assertThat(log.messages()).filteredOn(line -> line.startsWith("MICRO002023: ")).singleElement().asString()
                    .contains(Telemetry.class.getName(), "OneTelemetry", "the global one is used");
            assertThat(beans.apply(OneTelemetry.class)).isInstanceOf(OneTelemetry.class)
                    .isSameAs(beans.apply(OneTelemetry.class));
        }
    }
}
