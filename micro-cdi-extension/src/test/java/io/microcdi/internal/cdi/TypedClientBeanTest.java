package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Typed;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.CallOptions;
import io.microcdi.MicroNode;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;
import io.microcdi.registry.MicroRegistry;

/** Typed clients are injected, with the interceptors of their interface. One interface serves both ends. */
class TypedClientBeanTest {

    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    public record Charge(int amount) {
    }

    public record Receipt(String id, int amount) {
    }

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Noted {
    }

    @Interceptor
    @Noted
    @Priority(Interceptor.Priority.APPLICATION)
    static class Notes {
        @AroundInvoke
        Object around(InvocationContext context) throws Exception {
            EVENTS.add(context.getMethod().getName());
            try {
                return context.proceed();
            } catch (CallFailedException e) {
                EVENTS.add("failed " + e.status());
                return context.getMethod().getReturnType() == int.class ? -1 : null;
            }
        }
    }

    @Route("/v1")
    interface Contract {
        @Route("/charge")
        Receipt charge(Charge charge, CallOptions options);

        @Route("/receipts/{id}")
        CompletionStage<Receipt> receipt(@RouteParam("id") String id, @Metadata("tenant") String tenant);

        @Route("/count")
        int count();

        @Route("/refuse")
        void refuse() throws RefusedException;
    }

    static class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @ApplicationScoped
    static class RefusedMapper implements RouteExceptionMapper<RefusedException> {
        @Override
        public RouteException toRouteException(RefusedException exception) {
            return new RouteException(418, "no");
        }

        @Override
        public RefusedException toException(CallFailedException failure) {
            return failure.status() == 418 ? new RefusedException() : null;
        }
    }

    @RegisterMicroClient("payments")
    interface Payments extends Contract {

        @Override
        @Route("/v1/count")
        @Noted
        int count();

        @Route("/v1/charge")
        CompletionStage<Receipt> chargeLater(Charge charge);

        default int twice() {
            return 2 * count();
        }
    }

    /** Serves the contract, with the annotations of the interface. */
    @MicroService
    @Typed(PaymentService.class)
    static class PaymentService implements Contract {
        @Inject
        RouteContext context;

        @Override
        public Receipt charge(Charge charge, CallOptions options) {
            return new Receipt(options == CallOptions.DEFAULTS ? "new" : "null", charge.amount());
        }

        @Override
        public CompletionStage<Receipt> receipt(String id, String tenant) {
            return java.util.concurrent.CompletableFuture.completedFuture(new Receipt(id + " of " + tenant, 1));
        }

        @Override
        public int count() {
            throw new RouteException(409, "do not count");
        }

        @Override
        public void refuse() throws RefusedException {
            throw new RefusedException();
        }
    }

    @Dependent
    static class Shop {
        @Inject
        Payments payments;

        @Inject
        Instance<Lazy> lazy;
    }

    /** A server may write it to a disk. The deployment fails if it has what cannot be written. */
    @SessionScoped
    static class Basket implements Serializable {
        private static final long serialVersionUID = 1L;

        @Inject
        Payments payments;
    }

    @RegisterMicroClient("payments")
    interface Lazy {
        @Route("/v1/count")
        int count();
    }

    static class NotedLiteral extends AnnotationLiteral<Noted> implements Noted {
        private static final long serialVersionUID = 1L;
    }

    /** Adds a binding to a method, as Open Liberty adds that of Fault Tolerance. */
    static class AddsNotes implements Extension {
        void add(@Observes ProcessAnnotatedType<Lazy> event) {
            event.configureAnnotatedType().methods().forEach(method -> method.add(new NotedLiteral()));
        }
    }

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private App app;
    private TyrusApplication server;
    private Shop shop;

    @BeforeEach
    void start() throws Exception {
        EVENTS.clear();
        registry.start();
        server = new TyrusApplication("/payments", "");
        app = App.of(Map.of("micro.registry.url", "ws://127.0.0.1:" + registry.port(), "micro.namespace", "payments"),
                new AddsNotes(), Lazy.class,
                Shop.class, Basket.class, PaymentService.class, Notes.class, RefusedMapper.class);
        server.deploy(app);
        app.bean(MicroNode.class).ready().toCompletableFuture().join();
        shop = app.bean(Shop.class);
    }

    @AfterEach
    void stop() {
        app.close();
        server.close();
        registry.stop();
    }

    @Test
    void aServiceImplementsTheInterfaceOfItsCallers() {
        assertThat(shop.payments.charge(new Charge(7), null)).isEqualTo(new Receipt("new", 7));
        assertThat(shop.payments.chargeLater(new Charge(8)).toCompletableFuture().join())
                .isEqualTo(new Receipt("new", 8));
        assertThat(shop.payments.receipt("a/b", "acme").toCompletableFuture().join())
                .isEqualTo(new Receipt("a/b of acme", 1));
        assertThat(shop.payments.receipt("c", null).toCompletableFuture().join())
                .isEqualTo(new Receipt("c of null", 1));
        assertThatThrownBy(() -> shop.payments.refuse()).isInstanceOf(RefusedException.class);
    }

    @Test
    void theInterceptorsOfTheInterfaceRun() {
        assertThat(shop.payments.count()).isEqualTo(-1);
        assertThat(EVENTS).containsExactly("count", "failed 409");
        shop.payments.chargeLater(new Charge(1)).toCompletableFuture().join();
        assertThat(EVENTS).as("a method without the binding").hasSize(2);
    }

    @Test
    void aDefaultMethodCallsTheClientItself() {
        assertThatThrownBy(() -> shop.payments.twice()).isInstanceOf(CallFailedException.class);
        assertThat(EVENTS).as("its own calls are not intercepted").isEmpty();
    }

    @Test
    void anotherExtensionMayAddABinding() {
        assertThat(shop.lazy.get().count()).as("by Instance").isEqualTo(-1);
        assertThat(EVENTS).containsExactly("count", "failed 409");
    }

    @Test
    void aBeanWithAClientIsPassivatedAndActivated() throws Exception {
        Basket basket = new Basket();
        basket.payments = shop.payments;
        ByteArrayOutputStream passivated = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(passivated)) {
            out.writeObject(basket);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(passivated.toByteArray()))) {
            Basket activated = (Basket) in.readObject();
            assertThat(activated.payments.charge(new Charge(7), null)).isEqualTo(new Receipt("new", 7));
            assertThat(activated.payments.count()).as("with its interceptors").isEqualTo(-1);
        }
    }

    static class Box<T> {
        class Content {
        }
    }

    static class Fields {
        Box<String>.Content content;
        Map<String, Broken> second;
    }

    /** The type of the first is a generic one without type arguments of its own. */
    @Test
    void eachTypeArgumentOfAnInjectionPointIsSeen() throws Exception {
        ClientBeans clients = new ClientBeans();
        for (String name : List.of("content", "second")) {
            clients.see(Fields.class.getDeclaredField(name).getGenericType());
        }
        List<Throwable> problems = new ArrayList<>();
        clients.check(type -> false, problems::add);
        assertThat(problems).isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).hasMessageContaining(Broken.class.getName()));
    }

    @RegisterMicroClient("x")
    interface Broken {
        @Route("/x")
        void go(String one, String two);

        void other();
    }

    @ApplicationScoped
    static class Broke {
        @Inject
        Broken broken;
    }

    @Test
    void aBrokenInterfaceFailsTheDeployment() {
        Throwable failure = catchThrowable(() -> App.of(Broke.class).close());
        StringBuilder text = new StringBuilder(String.valueOf(failure));
        for (Throwable problem : failure.getSuppressed()) {
            text.append(problem);
        }
        assertThat(text.append(failure.getCause())).contains("MICRO001758: " + Broken.class.getName() + ".go(",
                "MICRO001753: " + Broken.class.getName() + ".other()");
    }
}
