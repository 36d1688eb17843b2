package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.GenericType;
import io.microcdi.RawJson;

/**
 * Payloads that pass without binding, empty payloads and {@code null}, and the messages where text and type do not fit.
 */
class PayloadCodecTest {

    private static final Jsonb JSONB = ExactNumbers.jsonb();

    private final PayloadCodec codec = new PayloadCodec(JSONB);

    /** A bean whose constructor has a rule. */
    public record Charge(int amount) {

        /** Refuses what is not more than nothing. */
        public Charge {
            if (amount <= 0) {
                throw new IllegalArgumentException("amount must be more than 0");
            }
        }
    }

    /** A bean that cannot be read. */
    public static class Broken {

        /** Fails. */
        public String getName() {
            throw new IllegalStateException("no name");
        }
    }

    @AfterAll
    static void close() throws Exception {
        JSONB.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "1", "1.50", "\"a\\u0062\"", "[ 1 , 2 ]", "{\"a\" : 1}" })
    void rawTextPassesAsItIs(String json) {
        assertThat(codec.encode(new RawJson(json))).isEqualTo(json);
        assertThat(codec.decode(json, RawJson.class)).isEqualTo(new RawJson(json));
    }

    @Test
    void aNumberThatDoesNotFitIsRefusedAndNotCut() {
        Map<Class<?>, List<String>> cut = Map.of(int.class, List.of("3000000000", "3.7", "1e400"), Integer.class,
                List.of("-2147483649"), long.class, List.of("9223372036854775808", "0.5"), short.class,
                List.of("40000"),
                byte.class, List.of("128"), double.class, List.of("1e400"), OptionalInt.class, List.of("3000000000"),
                OptionalLong.class, List.of("1e30"), char.class, List.of("\"RED\"", "5", "true", "\"\""));
        cut.forEach((type, texts) -> texts.forEach(json -> assertThatThrownBy(() -> codec.decode(json, type))
                .as("%s as %s", json, type).isInstanceOf(PayloadException.class)));
        assertThat(codec.decode("3e2", int.class)).isEqualTo(300);
        assertThat(codec.decode("7.0", long.class)).isEqualTo(7L);
        assertThat(codec.decode("0.1", double.class)).isEqualTo(0.1);
        assertThat(codec.decode("\"\\u0041\"", char.class)).isEqualTo('A');
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"text\"", "5", "0", "\"true\"" })
    void onlyTrueAndFalseAreBooleans(String json) {
        for (Class<?> type : new Class<?>[] { boolean.class, Boolean.class }) {
            assertThatThrownBy(() -> codec.decode(json, type)).isInstanceOf(PayloadException.class)
                    .hasMessageContaining("expected true or false");
        }
        assertThat(codec.decode("true", boolean.class)).isEqualTo(true);
    }

    @Test
    void nothingAtAllIsNotNull() {
        assertThat(codec.encode(RawJson.ABSENT)).isNull();
        assertThat(codec.encode(null)).isEqualTo("null");
        assertThat(codec.decode(null, RawJson.class)).isEqualTo(RawJson.ABSENT);
        assertThat(codec.decode(null, JsonValue.class)).isNull();
        assertThat(codec.decode("null", JsonValue.class)).isEqualTo(JsonValue.NULL);
        assertThat(codec.decode("null", JsonObject.class)).isNull();
    }

    @ParameterizedTest
    @ValueSource(classes = { String.class, Integer.class, Charge.class, Map.class, List.class, byte[].class })
    void bothAreNullForACallerThatDoesNotAsk(Class<?> type) {
        assertThat(codec.decode(null, type)).isNull();
        assertThat(codec.decode("null", type)).isNull();
    }

    @ParameterizedTest
    @ValueSource(classes = { int.class, long.class, boolean.class, char.class, double.class })
    void butAPrimitiveCannotBeNull(Class<?> type) {
        assertThatThrownBy(() -> codec.decode("null", type)).isInstanceOf(PayloadException.class)
                .hasMessage("the payload cannot be read as " + type + ": it is null");
        assertThatThrownBy(() -> codec.decode(null, type)).isInstanceOf(PayloadException.class)
                .hasMessage("the payload cannot be read as " + type + ": none was sent");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "absent" })
    void anOptionalIsEmptyInsteadOfNull(String sent) {
        String json = sent.equals("null") ? "null" : null;
        assertThat(codec.decode(json, new GenericType<Optional<String>>() {
        }.type())).isEqualTo(Optional.empty());
        assertThat(codec.decode(json, Optional.class)).isEqualTo(Optional.empty());
        assertThat(codec.decode(json, OptionalInt.class)).isEqualTo(OptionalInt.empty());
        assertThat(codec.decode(json, OptionalLong.class)).isEqualTo(OptionalLong.empty());
        assertThat(codec.decode(json, OptionalDouble.class)).isEqualTo(OptionalDouble.empty());
    }

    static List<Arguments> trees() {
        return List.of(Arguments.of(Json.createValue("a\"b\u2028"), JsonString.class),
                Arguments.of(Json.createValue(12.5), JsonNumber.class), Arguments.of(JsonValue.TRUE, JsonValue.class),
                Arguments.of(JsonValue.NULL, JsonValue.class),
                Arguments.of(Json.createArrayBuilder().add(1).addNull().build(), JsonArray.class),
                Arguments.of(Json.createObjectBuilder().add("a", "\u0000").build(), JsonObject.class),
                Arguments.of(Json.createObjectBuilder().build(), JsonStructure.class));
    }

    @ParameterizedTest
    @MethodSource("trees")
    void jsonValuesPassAsTheyAre(JsonValue value, Class<?> type) {
        PayloadCodec without = PayloadCodec.withoutBinding();
        assertThat(without.decode(without.encode(value), type)).isEqualTo(value);
        assertThat(without.decode(without.encode(value), JsonValue.class)).isEqualTo(value);
    }

    static List<Arguments> misfits() {
        return List.of(Arguments.of("[1]", JsonObject.class), Arguments.of("{}", JsonArray.class),
                Arguments.of("1", JsonString.class), Arguments.of("\"abc\"", int.class),
                Arguments.of("\"abc\"", Integer.class), Arguments.of("{}", String.class), Arguments.of("[]", int.class),
                Arguments.of("5", Charge.class), Arguments.of("\"x\"", Charge.class), Arguments.of("[]", Charge.class),
                Arguments.of("{\"amount\":\"much\"}", Charge.class), Arguments.of("{\"amount\":0}", Charge.class),
                Arguments.of("{\"amount\":{}}", Charge.class), Arguments.of("\"x\"", List.class),
                Arguments.of("{}", List.class), Arguments.of("5", Map.class),
                Arguments.of("\"tomorrow\"", java.time.LocalDate.class), Arguments.of("5", java.time.Instant.class),
                Arguments.of("\"soon\"", java.time.Duration.class), Arguments.of("\"x\"", java.util.UUID.class),
                Arguments.of("\"MOONDAY\"", java.time.DayOfWeek.class), Arguments.of("\":\"", java.net.URI.class),
                Arguments.of("[1,\"x\"]", int[].class), Arguments.of("[1,\"x\"]", new GenericType<List<Integer>>() {
                }.type()), Arguments.of("{\"a\":\"x\"}", new GenericType<Map<String, Integer>>() {
                }.type()), Arguments.of("\"x\"", new GenericType<Optional<Integer>>() {
                }.type()));
    }

    /** Else a caller's mistake would be told as the handler's failure, and count against its instance. */
    @ParameterizedTest
    @MethodSource("misfits")
    void aValueOfAnotherTypeIsReported(String json, Type type) {
        assertThatThrownBy(() -> codec.decode(json, type)).isInstanceOf(PayloadException.class)
                .hasMessageStartingWith("the payload cannot be read as ");
    }

    @Test
    void aValueThatCannotBeWrittenIsReported() {
        assertThatThrownBy(() -> codec.encode(new Broken())).isInstanceOf(PayloadException.class)
                .hasMessageStartingWith("a " + Broken.class.getTypeName() + " cannot be written as JSON: ");
        Map<String, Object> endless = new HashMap<>();
        endless.put("self", endless);
        assertThatThrownBy(() -> codec.encode(endless)).isInstanceOf(PayloadException.class);
        for (Number each : List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN, Float.NEGATIVE_INFINITY)) {
            assertThatThrownBy(() -> codec.encode(each)).isInstanceOf(PayloadException.class)
                    .hasMessage("a " + each.getClass().getName() + " cannot be sent: JSON has no " + each).hasNoCause();
        }
    }

    @Test
    void withoutBindingOnlyJsonPasses() {
        PayloadCodec without = PayloadCodec.withoutBinding();
        assertThat(without.encode("a\"b")).isEqualTo("\"a\\\"b\"");
        assertThat(without.encode(5L)).isEqualTo("5");
        assertThat(without.encode(null)).isEqualTo("null");
        assertThatThrownBy(() -> without.encode(new Charge(1))).isInstanceOf(PayloadException.class)
                .hasMessageContaining("no JSON-B");
        assertThatThrownBy(() -> without.decode("{}", Charge.class)).isInstanceOf(PayloadException.class)
                .hasMessageContaining("no JSON-B");
    }

    /** Some printers begin with a line break; the correlation id is looked for behind the first brace. */
    @Test
    void theUsersOwnJsonbMayPrintPrettily() throws Exception {
        Jsonb pretty = JsonbBuilder.create(new JsonbConfig().withFormatting(true));
        String json = new PayloadCodec(pretty).encode(Map.of("a", List.of(1)));
        assertThat(json).contains("\n").startsWith("{");
        assertThat(CorrelatedPayload.idOf(CorrelatedPayload.inject(json, "x"))).isEqualTo("x");
        pretty.close();
        assertThat(codec.encode(new RawJson(" \n{\"a\":1} "))).isEqualTo("{\"a\":1}");
    }

    @Test
    void aHandlerWithoutAParameterTakesAnything() {
        assertThat(codec.decode("{\"a\":1}", void.class)).isNull();
        assertThat(codec.decode("null", Void.class)).isNull();
    }

    /** A type whose getter needs a class that is missing. */
    public static final class Unwritable {
        public String getText() {
            throw new NoClassDefFoundError("expected by this test");
        }
    }

    @Test
    void anErrorWhileAValueIsWrittenIsAFailureToWriteIt() {
        assertThatThrownBy(() -> new PayloadCodec(JSONB).encode(new Unwritable()))
                .isInstanceOf(PayloadException.class);
    }

    /** Half a character of UTF-16 has no form in UTF-8, and must arrive all the same. */
    @Test
    void unpairedSurrogatesAreEscapedWhereverTheyStand() {
        PayloadCodec codec = new PayloadCodec(JSONB);
        String pair = "\uD83D\uDE00";
        assertThat(codec.encode(new RawJson("[\"a\uD800b\",\"\uDC00\",\"" + pair + "\"]")))
                .isEqualTo("[\"a\\ud800b\",\"\\udc00\",\"" + pair + "\"]");
        assertThat(codec.encode(java.util.Map.of("k", "\uD800"))).isEqualTo("{\"k\":\"\\ud800\"}");
        assertThat(codec.decode(codec.encode(new RawJson("\"\uD800\"")), String.class)).isEqualTo("\uD800");
    }
}
