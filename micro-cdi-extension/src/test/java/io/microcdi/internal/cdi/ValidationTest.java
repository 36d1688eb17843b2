package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

import org.hibernate.validator.cdi.ValidationExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.MicroException;

/** Constraints of Jakarta Validation on the parameters of routes, with and without the server's own interceptor. */
class ValidationTest {

    private static final List<String> RAN = new ArrayList<>();

    public static class Item {

        @NotBlank
        public String name;

        @Positive
        public int count;
    }

    public record Order(@Size(max = 3) List<@Valid Item> items, Map<String, @NotBlank String> notes) {

        @JsonbCreator
        public Order {
            // bound by the canonical constructor
        }
    }

    interface Counter {

        @Route("/counter/{id}")
        String count(@RouteParam("id") @Max(9) int id);
    }

    @ApplicationScoped
    static class Nested {

        void take(@NotNull String text) {
            throw new AssertionError("called with " + text);
        }
    }

    @MicroService
    static class Orders {

        @Inject
        Nested nested;

        @Route("/order")
        String order(@NotNull(message = "an order is needed") @Valid Order order) {
            RAN.add("order");
            return "ok " + order.items().size();
        }

        @Route("/tags")
        int tags(List<@NotBlank String> tags) {
            RAN.add("tags");
            return tags.size();
        }

        @Route("/secret")
        String secret(@Pattern(regexp = "[a-z]+", message = "${validatedValue} is bad") String secret) {
            RAN.add("secret");
            return secret;
        }

        @Route("/perhaps")
        int perhaps(Optional<@Min(5) Integer> number) {
            return number.orElse(0);
        }

        @Route("/nested")
        String nested() {
            nested.take(null);
            return "no interceptor";
        }

        @Route("/same")
        String same(@Positive int number) {
            throw new ConstraintViolationException("by hand", Validation.buildDefaultValidatorFactory().getValidator()
                    .validateValue(Item.class, "count", -number).stream().collect(java.util.stream.Collectors.toSet()));
        }

        @Route("/result")
        @NotNull
        String result() {
            return null;
        }

        @Route("/free")
        String free(String text) {
            return text;
        }
    }

    @RequestScoped
    static class Counting implements Counter {

        @Override
        public String count(int id) {
            return "ok " + id;
        }
    }

    @AfterEach
    void forget() {
        RAN.clear();
    }

    private static App app(boolean interceptor) {
        Extension extension = interceptor ? new ValidationExtension() : null;
        return App.of(Map.of(), extension, Orders.class, Nested.class, Counting.class);
    }

    private static Object order(List<Map<String, Object>> items, Map<String, String> notes) {
        return Map.of("items", items, "notes", notes);
    }

    private static String refused(App app, String url, Object payload) {
        MicroException refusal = catchThrowableOfType(MicroException.class, () -> app.call(url, payload, Object.class));
        assertThat(refusal).as(url).isNotNull();
        assertThat(refusal.status()).as(refusal.toString()).isEqualTo(400);
        assertThat(refusal.mayHaveExecuted()).isFalse();
        assertThat(RAN).isEmpty();
        return refusal.body().text();
    }

    private static String violation(String path, String message) {
        return "{\"path\":\"" + path + "\",\"message\":\"" + message + "\"}";
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void aPayloadThatViolatesConstraintsIsRefusedWithTheirPathsAndMessages(boolean interceptor) throws Exception {
        try (App app = app(interceptor)) {
            assertThat(app.<String>call("/order", order(List.of(Map.of("name", "a", "count", 1)), Map.of("b", "c")),
                    String.class)).isEqualTo("ok 1");
            RAN.clear();
            assertThat(refused(app, "/order",
                    order(List.of(Map.of("name", "a", "count", 1), Map.of("name", " ", "count", 0)), Map.of("k", ""))))
                    .isEqualTo("{\"violations\":[" + String.join(",",
                            violation("payload.items[1].count", "must be greater than 0"),
                            violation("payload.items[1].name", "must not be blank"),
                            violation("payload.notes[k]", "must not be blank")) + "]}");
            assertThat(refused(app, "/order", null))
                    .isEqualTo("{\"violations\":[" + violation("payload", "an order is needed") + "]}");
            assertThat(refused(app, "/tags", List.of("a", "")))
                    .isEqualTo("{\"violations\":[" + violation("payload[1]", "must not be blank") + "]}");
            assertThat(refused(app, "/perhaps", 4)).contains(
                    violation("payload", "must be greater than or equal to 5"));
            assertThat(app.<Integer>call("/perhaps", null, Integer.class)).isZero();
            assertThat(app.<String>call("/free", null, String.class)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void aParameterOfThePathIsChecked(boolean interceptor) throws Exception {
        try (App app = app(interceptor)) {
            assertThat(app.<String>call("/counter/9", null, String.class)).isEqualTo("ok 9");
            assertThat(refused(app, "/counter/10", null)).isEqualTo(
                    "{\"violations\":[" + violation("param.id", "must be less than or equal to 9") + "]}");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void theAnswerHasNoValueEvenIfTheMessageAsksForIt(boolean interceptor) {
        try (App app = app(interceptor)) {
            assertThat(refused(app, "/secret", "Hunter2"))
                    .isEqualTo("{\"violations\":[" + violation("payload", "… is bad") + "]}");
        }
    }

    @Test
    void noMoreThan32ViolationsAreTold() {
        try (App app = app(false)) {
            List<String> blank = java.util.Collections.nCopies(100, "");
            assertThat(refused(app, "/tags", blank).split("\"path\"")).hasSize(33);
            assertThatThrownBy(() -> app.call("/tags", blank, Object.class))
                    .hasMessageContaining("100 constraints are violated");
        }
    }

    @Test
    void aViolationThatAnotherBeanFindsIsAFailureOfTheHandler() {
        try (App app = app(true)) {
            for (String url : List.of("/nested", "/same", "/result")) {
                assertThatThrownBy(() -> app.call(url, 7, Object.class)).as(url).isInstanceOfSatisfying(
                        MicroException.class, e -> {
                            assertThat(e.status()).isEqualTo(500);
                            assertThat(e.mayHaveExecuted()).isTrue();
                            assertThat(e.body().text()).isNull();
                        });
            }
        }
    }

    interface Plain {

        @Route("/contradicts")
        void take(String text);
    }

    @MicroService
    static class Contradicting implements Plain {

        @Override
        public void take(@NotNull String text) {
            throw new AssertionError(text);
        }
    }

    @Test
    void constraintsThatContradictThoseOfTheInterfaceFailTheDeployment() {
        try (App app = App.of(Contradicting.class)) {
            assertThatThrownBy(app::node).hasMessageContaining("MICRO002116")
                    .hasMessageContaining("Contradicting.take(String) has constraints that cannot be used");
        }
    }
}
