package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.microcdi.CallInterceptor;
import io.microcdi.MicroCaller;
import io.microcdi.OutgoingCall;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

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
}
