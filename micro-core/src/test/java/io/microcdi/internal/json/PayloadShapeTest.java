package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.GenericType;
import io.microcdi.RawJson;

/** Which declared types are given the {@code data} of a wrapper: the type alone decides, for every type of JSON-B. */
class PayloadShapeTest {

    /** A bean of the application. */
    public record Order(String id) {
    }

    static Stream<Type> withoutMembers() {
        return Stream.of(String.class, CharSequence.class, StringBuilder.class, char.class, Character.class, byte.class,
                short.class, int.class, long.class, float.class, double.class, boolean.class, Integer.class, Long.class,
                Double.class, Boolean.class, Number.class, BigInteger.class, BigDecimal.class, DayOfWeek.class,
                byte[].class, int[].class, String[].class, Order[].class, Object[].class, int[][].class, List.class,
                Set.class, Collection.class, Queue.class, ArrayDeque.class, Date.class, java.sql.Timestamp.class,
                Calendar.class, GregorianCalendar.class, TimeZone.class, SimpleTimeZone.class, Instant.class,
                LocalDate.class, LocalTime.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class,
                Year.class, YearMonth.class, MonthDay.class, Duration.class, Period.class, ZoneId.class,
                ZoneOffset.class, UUID.class, URI.class, URL.class, OptionalInt.class, OptionalLong.class,
                OptionalDouble.class, JsonArray.class, JsonString.class, JsonNumber.class,
                new GenericType<List<Order>>() {
                }.type(), new GenericType<Set<Map<String, Order>>>() {
                }.type(), new GenericType<List<Order>[]>() {
                }.type(), new GenericType<Optional<String>>() {
                }.type(), new GenericType<Optional<List<Order>>>() {
                }.type(), new GenericType<Optional<Optional<Integer>>>() {
                }.type());
    }

    static Stream<Type> withMembers() {
        return Stream.of(Order.class, Serializable.class, Map.class, LinkedHashMap.class, EnumMap.class,
                new GenericType<Map<String, Integer>>() {
                }.type(), new GenericType<Optional<Order>>() {
                }.type(), new GenericType<Optional<Map<String, Order>>>() {
                }.type());
    }

    static Stream<Type> json() {
        return Stream.of(Object.class, JsonObject.class, JsonValue.class, JsonStructure.class, RawJson.class,
                new GenericType<Optional<JsonObject>>() {
                }.type());
    }

    @ParameterizedTest
    @MethodSource("withoutMembers")
    void isGivenTheDataOfAWrapper(Type type) {
        assertThat(CorrelatedPayload.unwrap("{\"_correlationId\":\"x\",\"data\":[7]}", type)).isEqualTo("[7]");
    }

    @ParameterizedTest
    @MethodSource("withMembers")
    void isGivenTheMembersWithoutTheId(Type type) {
        assertThat(CorrelatedPayload.unwrap("{\"_correlationId\":\"x\",\"a\":1,\"data\":[7]}", type))
                .isEqualTo("{\"a\":1,\"data\":[7]}");
    }

    @ParameterizedTest
    @MethodSource("json")
    void isGivenThePayloadAsItIs(Type type) {
        String payload = "{\"_correlationId\":\"x\",\"data\":[7]}";
        assertThat(CorrelatedPayload.unwrap(payload, type)).isEqualTo(payload);
    }
}
