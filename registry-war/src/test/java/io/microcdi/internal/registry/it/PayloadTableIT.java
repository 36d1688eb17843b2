package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.GenericType;
import io.microcdi.MicroNode;
import io.microcdi.RawJson;

/**
 * The arguments of handlers: each type of a parameter with each shape of a payload, from each kind of caller. A cell is the
 * argument as text, or {@code 400}: a payload that does not fit is refused, and the handler does not run.
 */
class PayloadTableIT {

    /** The shapes of payloads, in the order of the columns. */
    private static final List<String> SHAPES = List.of("{\"id\":7,\"items\":[\"a\"]}", "{}", "[1,2]", "\"text\"", "5",
            "true",
            "null", "");
    private static final Map<String, Type> TYPES = types();

    private static RegistryProcess registry;
    private static MicroNode provider;
    private static Callers callers;

    /** A usual parameter. */
    public record Order(int id, List<String> items) {
    }

    /** Names that travel as texts. */
    public enum Colour {
        /** The only one. */
        text
    }

    private static Map<String, Type> types() {
        Map<String, Type> types = new TreeMap<>();
        types.put("record", Order.class);
        types.put("optional", new GenericType<Optional<Order>>() {
        }.type());
        types.put("int", int.class);
        types.put("Integer", Integer.class);
        types.put("BigDecimal", BigDecimal.class);
        types.put("boolean", boolean.class);
        types.put("String", String.class);
        types.put("enum", Colour.class);
        types.put("date", LocalDate.class);
        types.put("ints", int[].class);
        types.put("list", new GenericType<List<Integer>>() {
        }.type());
        types.put("counts", new GenericType<Map<String, Integer>>() {
        }.type());
        types.put("map", new GenericType<Map<String, Object>>() {
        }.type());
        types.put("JsonObject", JsonObject.class);
        types.put("JsonValue", JsonValue.class);
        types.put("Object", Object.class);
        types.put("RawJson", RawJson.class);
        return types;
    }

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start();
        String url = "ws://127.0.0.1:" + registry.port();
        provider = MicroNode.builder("table").registry(url).listen("127.0.0.1", 0).build();
        TYPES.forEach((name, type) -> provider.register("/" + name, context -> text(context.payload(type))));
        provider.start();
        provider.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
        callers = new Callers(registry, provider);
        new Http(registry.page()).awaitInstance(provider.key(), Objects::nonNull);
    }

    @AfterAll
    static void stop() throws Exception {
        callers.close();
        provider.stop();
        registry.close();
    }

    private static String text(Object value) {
        return value instanceof int[] numbers ? Arrays.toString(numbers)
                : value instanceof RawJson raw ? String.valueOf(raw.text()) : String.valueOf(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "record     | Order[id=7, items=[a]]      | Order[id=0, items=null]           | 400    | 400    | 400 | 400  | null           | null",
            "optional   | Optional[Order[id=7, items=[a]]] | Optional[Order[id=0, items=null]] | 400 | 400 | 400 | 400 | Optional.empty | Optional.empty",
            "int        | 400                         | 400                               | 400    | 400    | 5   | 400  | 400            | 400",
            "Integer    | 400                         | 400                               | 400    | 400    | 5   | 400  | null           | null",
            "BigDecimal | 400                         | 400                               | 400    | 400    | 5   | 400  | null           | null",
            "boolean    | 400                         | 400                               | 400    | 400    | 400 | true | 400            | 400",
            "String     | 400                         | 400                               | 400    | text   | 5   | true | null           | null",
            "enum       | 400                         | 400                               | 400    | text   | 400 | 400  | null           | null",
            "date       | 400                         | 400                               | 400    | 400    | 400 | 400  | null           | null",
            "ints       | 400                         | 400                               | [1, 2] | 400    | 400 | 400  | null           | null",
            "list       | 400                         | 400                               | [1, 2] | 400    | 400 | 400  | null           | null",
            "counts     | 400                         | {}                                | 400    | 400    | 400 | 400  | null           | null",
            "map        | {id=7, items=[a]}           | {}                                | 400    | 400    | 400 | 400  | null           | null",
            "JsonObject | {\"id\":7,\"items\":[\"a\"]} | {}                              | 400    | 400    | 400 | 400  | null           | null",
            "JsonValue  | {\"id\":7,\"items\":[\"a\"]} | {}                              | [1,2]  | \"text\" | 5 | true | null           | null",
            "Object     | {id=7, items=[a]}           | {}                                | [1, 2] | text   | 5   | true | null           | null",
            "RawJson    | {\"id\":7,\"items\":[\"a\"]} | {}                              | [1,2]  | \"text\" | 5 | true | null           | null"
    })
    void eachCallerIsAnsweredTheSame(String type, String order, String empty, String list, String text, String number,
            String bool, String nothing, String absent) {
        List<String> expected = List.of(order, empty, list, text, number, bool, nothing, absent);
        assertSoftly(all -> {
            for (int i = 0; i < SHAPES.size(); i++) {
                for (Callers.Kind caller : Callers.Kind.values()) {
                    if (caller.canSay(SHAPES.get(i), type)) {
                        all.assertThat(callers.call(caller, "/" + type, SHAPES.get(i)))
                                .as("%s: %s from %s", type, SHAPES.get(i), caller).isEqualTo(expected.get(i));
                    }
                }
            }
        });
    }

    /** Money must not change on its way: a number inside a value is refused as one that stands alone. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = { "record | {\"id\":1.7}", "record | {\"id\":3000000000}",
            "optional | {\"id\":1.7}", "ints | [1.5]", "list | [1,3000000000]", "counts | {\"a\":0.5}" })
    void numbersInsideAValueAreNotCut(String type, String payload) {
        for (Callers.Kind caller : Callers.Kind.values()) {
            assertThat(callers.call(caller, "/" + type, payload)).as("from %s", caller).isEqualTo("400");
        }
    }

    /** Its package sends an empty object and nothing as one and the same. */
    @Test
    void anEmptyObjectOfANodeJsPeerIsNothingWhereNoObjectIsExpected() {
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/map", "{}")).isEqualTo("{}");
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/list", "{}")).isEqualTo("null");
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/int", "{}")).isEqualTo("400");
    }

    /** The one member of its wrapper is called as that of this object: a type with such a member decides. */
    @Test
    void anObjectWithTheOneMemberDataOfANodeJsPeerIsTheMapOrTheValueOfTheWrapper() {
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/counts", "{\"data\":5}")).isEqualTo("{data=5}");
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/map", "{\"data\":5}")).isEqualTo("{data=5}");
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/int", "5")).isEqualTo("5");
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/record", "5")).isEqualTo("400");
    }

    @Test
    void jsonOfANodeJsPeerIsLeftAsItCame() {
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/RawJson", "5"))
                .isEqualTo("{\"_correlationId\":\"c-1\",\"data\":5}");
        assertThat(callers.call(Callers.Kind.NODE_JS_CORRELATED, "/JsonObject", "{\"id\":7}"))
                .isEqualTo("{\"_correlationId\":\"c-1\",\"id\":7}");
    }
}
