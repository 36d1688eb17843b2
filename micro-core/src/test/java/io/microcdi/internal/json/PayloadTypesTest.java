package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.GenericType;

/** Every type of JSON-B arrives as it was sent: written, given its correlation id, unwrapped and read. */
class PayloadTypesTest {

    private static final UUID UNIQUE = UUID.fromString("f168687c-cb21-4a02-a04e-4e8ce164e353");

    private final PayloadCodec codec = new PayloadCodec(ExactNumbers.jsonb());

    /** A record with what records hold. */
    public record Order(String id, List<Line> lines, Map<String, Integer> stock, LocalDate due, DayOfWeek day) {
    }

    /** One inside the other. */
    public record Line(BigDecimal price, byte[] picture) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Line line && price.equals(line.price)
                    && List.of(boxed()).equals(List.of(line.boxed()));
        }

        @Override
        public int hashCode() {
            return price.hashCode();
        }

        private String boxed() {
            return java.util.Arrays.toString(picture);
        }
    }

    /** A bean of the old kind. */
    public static class Customer {

        private String name;
        private Customer friend;

        /** The name. */
        public String getName() {
            return name;
        }

        /** Sets the name. */
        public void setName(String newName) {
            name = newName;
        }

        /** The friend. */
        public Customer getFriend() {
            return friend;
        }

        /** Sets the friend. */
        public void setFriend(Customer newFriend) {
            friend = newFriend;
        }
    }

    static Stream<Arguments> scalars() {
        return Stream.of("", "plain", "\u0000\"\\\n\u2028", "\ud83d\ude00", "_correlationId", 'x', (byte) -1, (short) 7,
                0, Integer.MIN_VALUE, Long.MAX_VALUE, 1.5f, 0.1, -0.0, Double.MIN_VALUE, true, false,
                new BigDecimal("12345678901234567890.123456789"), new BigInteger("9".repeat(40)), DayOfWeek.MONDAY,
                LocalDate.of(2026, 2, 28), LocalTime.of(23, 59, 59, 1), LocalDateTime.of(2026, 1, 1, 0, 0),
                Instant.parse("2026-01-01T00:00:00.123456789Z"), Duration.ofMillis(1500), Period.ofDays(3),
                OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHours(2)), ZoneId.of("Europe/Berlin"),
                ZoneOffset.ofHours(-3), new Date(1_700_000_000_000L), UNIQUE, URI.create("http://example.org/a?b=c"),
                OptionalInt.of(5), OptionalLong.of(6), OptionalDouble.of(0.5), OptionalInt.empty(),
                Json.createValue("text"), Json.createValue(17), Json.createArrayBuilder().add("a").build())
                .map(value -> Arguments.of(value, declared(value)));
    }

    private static Type declared(Object value) {
        return value instanceof ZoneId && !(value instanceof ZoneOffset) ? ZoneId.class
                : value instanceof JsonArray ? JsonArray.class
                        : value instanceof jakarta.json.JsonString ? jakarta.json.JsonString.class
                                : value instanceof jakarta.json.JsonNumber ? jakarta.json.JsonNumber.class
                                        : value.getClass();
    }

    static Stream<Arguments> structures() {
        Order order = new Order("o-1", List.of(new Line(new BigDecimal("1.50"), new byte[] { 0, -1, 127 })),
                new TreeMap<>(Map.of("a", 1, "b", 2)), LocalDate.of(2026, 3, 1), DayOfWeek.FRIDAY);
        return Stream.of(Arguments.of(order, Order.class),
                Arguments.of(new Order(null, List.of(), Map.of(), null, null), Order.class),
                Arguments.of(List.of("a", "b"), new GenericType<List<String>>() {
                }.type()), Arguments.of(List.of(order, order), new GenericType<List<Order>>() {
                }.type()), Arguments.of(Set.of(1L), new GenericType<Set<Long>>() {
                }.type()), Arguments.of(List.of(), new GenericType<List<Order>>() {
                }.type()), Arguments.of(List.of(List.of(1), List.of()), new GenericType<List<List<Integer>>>() {
                }.type()), Arguments.of(Optional.of("a"), new GenericType<Optional<String>>() {
                }.type()), Arguments.of(Optional.of(order), new GenericType<Optional<Order>>() {
                }.type()), Arguments.of(Optional.of(List.of(1)), new GenericType<Optional<List<Integer>>>() {
                }.type()), Arguments.of(Optional.empty(), new GenericType<Optional<Integer>>() {
                }.type()), Arguments.of(new byte[] { 0, -128, 127 }, byte[].class),
                Arguments.of(new byte[0], byte[].class), Arguments.of(new int[] { 1, 2 }, int[].class),
                Arguments.of(new String[] { "a", null }, String[].class),
                Arguments.of(new Order[] { order }, Order[].class),
                Arguments.of(new double[][] { { 1.5 }, {} }, double[][].class));
    }

    @ParameterizedTest
    @MethodSource({ "scalars", "structures" })
    void arrivesAsItWasSentWithAnIdAndWithout(Object value, Type type) {
        String json = codec.encode(value);
        assertThat(codec.decode(json, type)).isEqualTo(value);
        String travels = CorrelatedPayload.inject(json, "trace-1");
        assertThat(CorrelatedPayload.idOf(travels)).isEqualTo("trace-1");
        assertThat(codec.decode(CorrelatedPayload.unwrap(travels, type), type)).isEqualTo(value);
    }

    /** The parent of a client or a bean that says what {@code T} is. */
    public interface Batch<T> {

        /** Returns some. */
        T[] all();
    }

    /** Batches of lists. */
    public interface Lists extends Batch<List<Order>> {
    }

    @Test
    void anArrayOfAGenericTypeArrives() throws Exception {
        Type type = new TypeResolver(Lists.class).resolve(Batch.class.getMethod("all").getGenericReturnType());
        Order order = new Order("1", List.of(), Map.of(), null, null);
        List<?>[] sent = { List.of(order), List.of() };
        assertThat(codec.decode(codec.encode(sent), type)).isEqualTo(sent);
        List<?>[][][] deep = { { { List.of(order), null }, {} }, {} };
        assertThat(codec.decode(codec.encode(deep), new GenericType<List<Order>[][][]>() {
        }.type())).isInstanceOf(List[][][].class).isEqualTo(deep);
    }

    /** A map is given every member of the payload, the id too; its own keys are as sent. */
    @Test
    void mapsArriveWithTheirKeys() {
        Map<String, Order> sent = new LinkedHashMap<>();
        sent.put("b", new Order("1", List.of(), Map.of(), null, null));
        sent.put("a", null);
        Type type = new GenericType<Map<String, Order>>() {
        }.type();
        String json = codec.encode(sent);
        assertThat(codec.decode(json, type)).isEqualTo(sent);
        JsonObject travels = (JsonObject) codec.decode(CorrelatedPayload.inject(json, "x"), JsonObject.class);
        assertThat(travels.keySet()).containsExactlyInAnyOrder("a", "b", "_correlationId");
    }

    @Test
    void theCallersObjectIsNotTouched() {
        Customer sent = new Customer();
        sent.setName("Ada");
        sent.setFriend(new Customer());
        Map<String, Object> map = Map.of("a", List.of(1));
        assertThat(CorrelatedPayload.inject(codec.encode(map), "x")).contains("\"_correlationId\":\"x\"");
        Customer arrived = (Customer) codec
                .decode(CorrelatedPayload.unwrap(CorrelatedPayload.inject(codec.encode(sent), "x"), Customer.class),
                        Customer.class);
        assertThat(arrived.getName()).isEqualTo("Ada");
        assertThat(arrived.getFriend().getName()).isNull();
        assertThat(map).containsOnlyKeys("a");
    }

    @Test
    void nullAndNothingWithAnId() {
        String wrapped = CorrelatedPayload.inject(codec.encode(null), "x");
        assertThat(codec.decode(CorrelatedPayload.unwrap(wrapped, String.class), String.class)).isNull();
        String alone = CorrelatedPayload.inject(null, "x");
        assertThat(codec.decode(CorrelatedPayload.unwrap(alone, List.class), List.class)).isNull();
    }
}
