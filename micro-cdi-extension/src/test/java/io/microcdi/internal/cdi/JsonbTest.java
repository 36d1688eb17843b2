package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.NoSuchAlgorithmException;

import javax.net.ssl.SSLContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;

import org.junit.jupiter.api.Test;

import io.microcdi.RawJson;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.cdi.MicroTls;
import io.microcdi.testing.LogCapture;

/** The application's own Jsonb binds payloads, where it is clear which one that is. */
class JsonbTest {

    public record Order(int orderNumber) {
    }

    @MicroService
    static class Orders {
        @Route("/order")
        Order order(Order order) {
            return new Order(order.orderNumber() + 1);
        }
    }

    @ApplicationScoped
    static class Dashes {
        @Produces
        @ApplicationScoped
        Jsonb jsonb() {
            return JsonbBuilder.create(
                    new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_DASHES));
        }
    }

    @ApplicationScoped
    static class Underscores {
        @Produces
        @ApplicationScoped
        Jsonb jsonb() {
            return JsonbBuilder.create(
                    new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));
        }
    }

    private static String answer(App app, String payload) throws Exception {
        return app.<RawJson>call("/order", new RawJson(payload), RawJson.class).text();
    }

    @Test
    void withoutABeanTheDefaultsOfJsonBAreUsed() throws Exception {
        try (App app = App.of(Orders.class)) {
            assertThat(answer(app, "{\"orderNumber\":1}")).isEqualTo("{\"orderNumber\":2}");
        }
    }

    @Test
    void theOneBeanIsUsed() throws Exception {
        try (App app = App.of(Orders.class, Dashes.class)) {
            assertThat(answer(app, "{\"order-number\":1}")).isEqualTo("{\"order-number\":2}");
        }
    }

    @ApplicationScoped
    static class Dependents {
        static int disposed;

        @Produces
        Jsonb jsonb() {
            return JsonbBuilder.create();
        }

        void close(@Disposes Jsonb jsonb) throws Exception {
            disposed++;
            jsonb.close();
        }

        @Produces
        @MicroTls
        SSLContext tls() throws NoSuchAlgorithmException {
            return SSLContext.getDefault();
        }

        void close(@Disposes @MicroTls SSLContext tls) {
            disposed++;
        }

        @Produces
        ValidatorFactory validators() {
            return Validation.buildDefaultValidatorFactory();
        }

        void close(@Disposes ValidatorFactory validators) {
            disposed++;
            validators.close();
        }
    }

    @Test
    void beansFromProducersAreDisposedOfAtTheEnd() throws Exception {
        Dependents.disposed = 0;
        try (App app = App.of(Orders.class, Dependents.class)) {
            assertThat(answer(app, "{\"orderNumber\":1}")).isEqualTo("{\"orderNumber\":2}");
            assertThat(Dependents.disposed).isZero();
        }
        assertThat(Dependents.disposed).isEqualTo(3);
    }

    @ApplicationScoped
    static class SecondTls {
        @Produces
        @MicroTls
        SSLContext tls() throws NoSuchAlgorithmException {
            return SSLContext.getDefault();
        }
    }

    /** Each use of the node builds it again. */
    @Test
    void beansOfANodeThatCannotBeBuiltAreDisposedOfAtOnce() {
        Dependents.disposed = 0;
        try (App app = App.of(Dependents.class, SecondTls.class)) {
            for (int use = 1; use <= 2; use++) {
                assertThat(catchThrowable(app::node)).hasMessageStartingWith("MICRO002014");
                assertThat(Dependents.disposed).isEqualTo(use);
            }
        }
        assertThat(Dependents.disposed).isEqualTo(2);
    }

    @Test
    void ofSeveralBeansNoneIsUsedAndThatIsSaid() throws Exception {
        try (LogCapture log = new LogCapture("io.microcdi.cdi");
                App app = App.of(Orders.class, Dashes.class, Underscores.class)) {
            assertThat(answer(app, "{\"orderNumber\":1}")).isEqualTo("{\"orderNumber\":2}");
            assertThat(log.messages()).anyMatch(m -> m.startsWith("MICRO002006: Found 2 Jsonb beans"));
        }
    }
}
