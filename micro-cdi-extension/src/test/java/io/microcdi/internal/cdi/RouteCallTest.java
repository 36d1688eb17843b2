package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.GenericType;
import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.MicroException;
import io.microcdi.error.RouteException;

/** Parameters and results of routes, called through the engine in a real container. */
class RouteCallTest {

    public record Charge(int amount, List<String> items) {
    }

    public record Receipt(String id, int amount) {
    }

    @MicroService
    static class Payments {

        @Inject
        MicroNode node;

        @Inject
        MicroCaller caller;

        @Route("/charge")
        Receipt charge(Charge charge) {
            return new Receipt(String.join("+", charge.items()), charge.amount());
        }

        @Route("/orders/{id}/{line}")
        CompletionStage<String> order(@RouteParam("line") int line, RouteContext context, @RouteParam("id") String id) {
            return CompletableFuture.completedFuture(id + "#" + line + " " + context.url());
        }

        @Route("/void")
        void nothing() {
        }

        @Route("/void-stage")
        CompletionStage<Void> nothingLater() {
            return CompletableFuture.completedFuture(null);
        }

        @Route("/sum")
        int sum(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }

        @Route("/double")
        int twice(int number) {
            return 2 * number;
        }

        @Route("/optional")
        String optional(Optional<String> text) {
            return text.orElse("none");
        }

        @Route("/json")
        JsonObject json(JsonObject object) {
            return object;
        }

        @Route("/fails")
        void fails() {
            throw new RouteException(403, "not you");
        }

        @Route("/fails-later")
        CompletionStage<String> failsLater() {
            return CompletableFuture.failedFuture(new RouteException("OUT_OF_STOCK", "later"));
        }

        @Route("/breaks")
        void breaks() throws Exception {
            throw new java.io.IOException("broken");
        }

        @Route("/self")
        String self() {
            return node.namespace() + " " + (node.caller() != null) + " " + (caller != null);
        }
    }

    private static App app;

    @BeforeAll
    static void start() {
        app = App.of(Payments.class);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void aRecordInAndARecordOut() throws Exception {
        Receipt receipt = app.call("/charge", new Charge(100, List.of("a", "b")), Receipt.class);
        assertThat(receipt).isEqualTo(new Receipt("a+b", 100));
    }

    @Test
    void parametersOfThePath() throws Exception {
        assertThat(app.<String>call("/orders/a%20b/7", null, String.class)).isEqualTo("a b#7 /orders/a%20b/7");
    }

    @Test
    void aSegmentThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> app.call("/orders/a/seven", null, String.class))
                .isInstanceOfSatisfying(MicroException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.mayHaveExecuted()).isFalse();
                    assertThat(e).hasMessageContaining("path parameter line: \"seven\" is no int");
                });
    }

    @Test
    void aPayloadThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> app.call("/charge", "just text", Receipt.class))
                .isInstanceOfSatisfying(MicroException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.mayHaveExecuted()).isFalse();
                });
        assertThatThrownBy(() -> app.call("/double", null, int.class)).hasMessageContaining("a payload is required");
    }

    @Test
    void nothingIsAnAnswer() throws Exception {
        assertThat(app.<Object>call("/void", null, Object.class)).isNull();
        assertThat(app.<Object>call("/void-stage", null, Object.class)).isNull();
    }

    @Test
    void genericTypesAndScalars() throws Exception {
        assertThat(app.<Integer>call("/sum", List.of(1, 2, 3), Integer.class)).isEqualTo(6);
        assertThat(app.<Integer>call("/double", 4, Integer.class)).isEqualTo(8);
        assertThat(app.<String>call("/optional", "x", String.class)).isEqualTo("x");
        assertThat(app.<String>call("/optional", null, String.class)).isEqualTo("none");
        assertThat(app.<Map<String, Integer>>call("/json", Map.of("a", 1),
                new GenericType<Map<String, Integer>>() {
                }.type())).containsEntry("a", 1);
    }

    @Test
    void failuresKeepTheirStatus() {
        assertThatThrownBy(() -> app.call("/fails", null, Object.class))
                .isInstanceOfSatisfying(MicroException.class, e -> assertThat(e.status()).isEqualTo(403))
                .hasMessageContaining("not you");
        assertThatThrownBy(() -> app.call("/fails-later", null, Object.class)).isInstanceOfSatisfying(
                CallFailedException.class, e -> assertThat(e.statusText()).isEqualTo("OUT_OF_STOCK"));
        assertThatThrownBy(() -> app.call("/breaks", null, Object.class))
                .isInstanceOfSatisfying(MicroException.class, e -> assertThat(e.status()).isEqualTo(500));
    }

    @Test
    void nodeAndCallerAreInjected() throws Exception {
        assertThat(app.<String>call("/self", null, String.class)).isEqualTo("test true true");
    }

    @ApplicationScoped
    static class RunTime {

        @Inject
        MicroNode node;

        String register() {
            node.register("/run-time", String.class, (name, context) -> "hello " + name);
            return node.namespace();
        }
    }

    @Test
    void routesMayBeRegisteredAtRunTime() throws Exception {
        try (App other = App.of(RunTime.class)) {
            assertThat(other.bean(RunTime.class).register()).isEqualTo("test");
            assertThat(other.<String>call("/run-time", "you", String.class)).isEqualTo("hello you");
        }
    }
}
