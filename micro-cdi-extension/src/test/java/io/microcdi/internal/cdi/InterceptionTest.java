package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.RouteException;

/** A route is called as CDI calls a bean: interceptors and decorators run, whatever the scope. */
class InterceptionTest {

    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        EVENTS.clear();
    }

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface InTransaction {
    }

    /** Acts like a server's interceptor of @Transactional, as far as a caller sees it. */
    @Interceptor
    @InTransaction
    @Priority(Interceptor.Priority.PLATFORM_BEFORE)
    static class Transactions {
        @AroundInvoke
        Object around(InvocationContext context) throws Exception {
            EVENTS.add("begin");
            try {
                Object result = context.proceed();
                EVENTS.add("commit");
                return result;
            } catch (RuntimeException e) {
                EVENTS.add("rollback");
                throw e;
            }
        }
    }

    @MicroService
    static class Application {
        @Route("/application")
        @InTransaction
        String go(String text) {
            EVENTS.add("work");
            return text;
        }

        @Route("/fails")
        @InTransaction
        void fails() {
            throw new RouteException(409, "conflict");
        }
    }

    @Dependent
    static class PerCall {
        @Route("/dependent")
        @InTransaction
        public void go() {
            EVENTS.add("work");
        }
    }

    @Singleton
    static class Single {
        @Route("/singleton")
        @InTransaction
        void go() {
            EVENTS.add("work");
        }
    }

    @Test
    void interceptorsRunInEachScope() throws Exception {
        try (App app = App.of(Application.class, PerCall.class, Single.class, Transactions.class)) {
            assertThat(app.<String>call("/application", "x", String.class)).isEqualTo("x");
            app.call("/dependent", null, Void.class);
            app.call("/singleton", null, Void.class);
            assertThat(EVENTS).containsExactly("begin", "work", "commit", "begin", "work", "commit", "begin", "work",
                    "commit");
        }
    }

    @Test
    void aFailureGoesThroughTheInterceptor() {
        try (App app = App.of(Application.class, Transactions.class)) {
            assertThatThrownBy(() -> app.call("/fails", null, Void.class)).hasMessageContaining("conflict");
            assertThat(EVENTS).containsExactly("begin", "rollback");
        }
    }

    interface Greeter {
        String greet(String name);
    }

    @ApplicationScoped
    @Typed(Greeter.class)
    static class TypedGreeter implements Greeter {
        @Override
        @Route("/greet")
        @InTransaction
        public String greet(String name) {
            EVENTS.add("work");
            return "hello " + name;
        }
    }

    @Decorator
    @Priority(1)
    static class Politely implements Greeter {
        @Inject
        @Delegate
        Greeter greeter;

        @Override
        public String greet(String name) {
            return greeter.greet(name) + ", dear";
        }
    }

    @Test
    void aBeanThatShowsOnlyAnInterfaceIsCalledByIt() throws Exception {
        try (App app = App.of(TypedGreeter.class, Transactions.class)) {
            assertThat(app.<String>call("/greet", "you", String.class)).isEqualTo("hello you");
            assertThat(EVENTS).containsExactly("begin", "work", "commit");
        }
    }

    @Test
    void decoratorsRunToo() throws Exception {
        try (App app = App.of(TypedGreeter.class, Transactions.class, Politely.class)) {
            assertThat(app.<String>call("/greet", "you", String.class)).isEqualTo("hello you, dear");
        }
    }

    interface Store<T> {
        @Route("/save")
        T save(T value);
    }

    public record Order(String id) {
    }

    @ApplicationScoped
    static class OrderStore implements Store<Order> {
        @Override
        @InTransaction
        public Order save(Order order) {
            EVENTS.add("work " + order.id());
            return order;
        }
    }

    @Test
    void aGenericInterfaceIsServedByItsImplementationWithItsInterceptors() throws Exception {
        try (App app = App.of(OrderStore.class, Transactions.class)) {
            assertThat(app.<Order>call("/save", new Order("7"), Order.class)).isEqualTo(new Order("7"));
            assertThat(EVENTS).containsExactly("begin", "work 7", "commit");
        }
    }
}
