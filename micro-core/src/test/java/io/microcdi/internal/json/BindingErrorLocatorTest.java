package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.config.PropertyNamingStrategy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.GenericType;

/** A payload that cannot be bound is answered with the place and the type, and with nothing of its values. */
class BindingErrorLocatorTest {

    private static final String PLACE = BindingErrorLocatorTest.class.getName() + "$";

    private final Jsonb jsonb = ExactNumbers.jsonb();
    private PayloadCodec codec = new PayloadCodec(jsonb);

    /** The ordered article. */
    public record Order(UUID id, List<Line> lines, Map<String, Integer> stock, LocalDate due, DayOfWeek day,
            boolean paid,
            Optional<Line> gift, Page<Line> page, int[] sizes, List<Line>[] parcels) {
    }

    /** A part of an order. */
    public record Line(BigDecimal price, int count) {
    }

    /** A generic type. */
    public static class Page<T> {

        /** Some. */
        public List<T> items;
        /** One of them. */
        public T first;
    }

    /** A bean with accessors. */
    public static class Customer {

        private String name;
        private int age;
        @JsonbTypeAdapter(Yes.class)
        private Boolean known;

        /** Sets the name. */
        public void setName(String name) {
            this.name = name;
        }

        /** Sets the age. */
        @JsonbProperty("years")
        public void setAge(int age) {
            this.age = age;
        }

        /** Sets whether the customer is known. */
        public void setKnown(Boolean known) {
            this.known = known;
        }

        @Override
        public String toString() {
            return name + age + known;
        }
    }

    /** Writes a boolean as a text. */
    public static class Yes implements JsonbAdapter<Boolean, String> {

        @Override
        public String adaptToJson(Boolean value) {
            return value ? "yes" : "no";
        }

        @Override
        public Boolean adaptFromJson(String text) {
            return text.equals("yes");
        }
    }

    /** A class that is made by a method. */
    public static final class Price {

        private final String currency;

        private Price(String currency) {
            this.currency = currency;
        }

        /** Makes a price. */
        @JsonbCreator
        public static Price of(@JsonbProperty("cents") int cents, @JsonbProperty("currency") String currency) {
            if (cents < 0) {
                throw new IllegalArgumentException("secret");
            }
            return new Price(cents + currency);
        }

        @Override
        public String toString() {
            return currency;
        }
    }

    /** The names of its members cross. */
    public static class Crossed {

        private int age;
        private String name;

        /** Sets the age. */
        @JsonbProperty("years")
        public void setAge(int age) {
            this.age = age;
        }

        /** Sets the name. */
        @JsonbProperty("age")
        public void setName(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name + age;
        }
    }

    /** A record that refuses an object without members. */
    public record Strict(UUID id, int count) {

        /** Requires the id. */
        public Strict {
            Objects.requireNonNull(id);
        }
    }

    /** A record with a name of two words. */
    public record Offer(int unitPrice, List<Integer> sizes) {
    }

    /** Objects in objects. */
    public record Nest(Nest inner, List<Code> codes, int count) {
    }

    /** A value that an adapter reads. */
    @JsonbTypeAdapter(CodeAdapter.class)
    public record Code(String text) {

        static final AtomicInteger MADE = new AtomicInteger();
    }

    /** Counts what it reads. */
    public static class CodeAdapter implements JsonbAdapter<Code, String> {

        @Override
        public String adaptToJson(Code value) {
            return value.text();
        }

        @Override
        public Code adaptFromJson(String text) {
            Code.MADE.incrementAndGet();
            return new Code(text);
        }
    }

    @AfterEach
    void close() throws Exception {
        jsonb.close();
    }

    private String message(String json, Type type) {
        try {
            return "bound to " + codec.decode(json, type);
        } catch (PayloadException e) {
            assertThat(e.getMessage()).startsWith("the payload cannot be read as " + type.getTypeName() + ": ")
                    .doesNotContain("secret", "Internal error", "yasson").hasSizeLessThan(1_000);
            return e.getMessage().substring(("the payload cannot be read as " + type.getTypeName() + ": ").length());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{'id':'secret'} | the text at 'id' does not match java.util.UUID",
            "{'due':'secret'} | the text at 'due' does not match java.time.LocalDate",
            "{'day':'secret'} | the text at 'day' does not match java.time.DayOfWeek",
            "{'paid':null} | null at 'paid' does not match boolean",
            "{'lines':{}} | the object at 'lines' does not match java.util.List<$Line>",
            "{'lines':[{'price':1},{'price':'secret'}]} | the text at 'lines[1].price' does not match java.math.BigDecimal",
            "{'lines':[{'count':1.5}]} | the number at 'lines[0].count' does not match int",
            "{'lines':[{'count':3000000000}]} | the number at 'lines[0].count' does not match int",
            "{'unknown':[[]],'lines':[{'price':{}}]} | the object at 'lines[0].price' does not match java.math.BigDecimal",
            "{'stock':{'pen':1,'ink':'secret'}} | the text at 'stock.*' does not match java.lang.Integer",
            "{'gift':{'price':[]}} | the array at 'gift.price' does not match java.math.BigDecimal",
            "{'page':{'items':[{'count':'secret'}]}} | the text at 'page.items[0].count' does not match int",
            "{'page':{'first':{'count':'secret'}}} | the text at 'page.first.count' does not match int",
            "{'sizes':[1,'secret']} | the text at 'sizes[1]' does not match int",
            "{'parcels':[[],[{'count':'secret'}]]} | the text at 'parcels[1][0].count' does not match int",
            "[{}] | expected an object, it is an array", "'secret' | the text does not match it" })
    void theMessageNamesPlaceAndType(String json, String expected) {
        assertThat(message(json.replace('\'', '"'), Order.class))
                .isEqualTo(expected.replace('\'', '"').replace("$", PLACE));
    }

    /** A type that JSON-B cannot bind at all would have misfits in each payload. */
    @Test
    void payloadsThatMatchAreBound() {
        assertThat(message("{\"paid\":true,\"parcels\":[[{\"count\":1}]],\"page\":{\"first\":{}}}", Order.class))
                .startsWith("bound to");
        assertThat(message("{\"years\":1,\"known\":\"no\"}", Customer.class)).isEqualTo("bound to null1false");
        assertThat(message("{\"years\":1,\"age\":\"x\"}", Crossed.class)).isEqualTo("bound to x1");
        assertThat(message("{\"inner\":{\"codes\":[\"x\"]}}", Nest.class)).startsWith("bound to");
    }

    @Test
    void membersAreFoundAsJsonBFindsThem() {
        assertThat(message("{\"name\":\"x\",\"years\":\"secret\"}", Customer.class))
                .isEqualTo("the text at \"years\" does not match int");
        assertThat(message("{\"known\":\"no\",\"name\":[]}", Customer.class)).as("an adapter has a form of its own")
                .isEqualTo("the array at \"name\" does not match java.lang.String");
        assertThat(message("{\"cents\":\"secret\"}", Price.class))
                .isEqualTo("the text at \"cents\" does not match int");
        assertThat(message("{\"cents\":-1}", Price.class)).as("the class refuses it")
                .isEqualTo("the object does not match it");
    }

    @Test
    void theTypeMayBeGeneric() {
        assertThat(message("[1,\"secret\"]", new GenericType<List<Integer>>() {
        }.type())).isEqualTo("the text at \"[1]\" does not match java.lang.Integer");
        assertThat(message("{\"a\":{\"items\":[{\"count\":true}]}}", new GenericType<Map<String, Page<Line>>>() {
        }.type())).isEqualTo("the boolean at \"*.items[0].count\" does not match int");
        assertThat(message("[[{\"count\":\"secret\"}]]", new GenericType<List<Line>[]>() {
        }.type())).isEqualTo("the text at \"[0][0].count\" does not match int");
    }

    /** A hostile payload must not cost much more than it costs to bind it. */
    @Test
    void theSearchIsBounded() {
        String many = "{\"id\":\"secret\",\"lines\":[" + "{},".repeat(30_000) + "{}]}";
        assertThat(message(many, Order.class)).as("too long").isEqualTo("the object does not match it");
        String far = "{\"sizes\":[" + "1,".repeat(1_000) + "\"secret\"]}";
        assertThat(message(far, Order.class)).as("too many parts")
                .isEqualTo("the array at \"sizes\" does not match int[]");
        StringBuilder unknown = new StringBuilder("{");
        for (int i = 0; i < 5_000; i++) {
            unknown.append("\"a").append(i).append("\":0,");
        }
        assertThat(message(unknown + "\"id\":\"secret\"}", Order.class)).as("too many members that are not known")
                .isEqualTo("the object does not match it");
    }

    /** Each level is bound again, with all that is in it. */
    @Test
    void theCodeOfTheApplicationRunsAFewTimesAtMost() {
        int times = 200;
        String json = "{\"codes\":[" + "\"x\",".repeat(times) + "\"x\"],\"count\":\"secret\"}";
        for (int i = 0; i < 25; i++) {
            json = "{\"inner\":" + json + "}";
        }
        Code.MADE.set(0);
        assertThat(message(json, Nest.class)).startsWith("the object at \"inner.inner").endsWith("$Nest");
        assertThat(Code.MADE.get()).isLessThanOrEqualTo(times + 1 + (1_024 + 4 * json.length()) / 4);
        assertThat(message("{\"inner\":{\"codes\":[\"x\"],\"count\":\"secret\"}}", Nest.class))
                .isEqualTo("the text at \"inner.count\" does not match int");
    }

    @Test
    void keysOfMapsAreData() {
        assertThat(message("{\"stock\":{\"secret\":\"secret\"}}", Order.class))
                .isEqualTo("the text at \"stock.*\" does not match java.lang.Integer");
    }

    @Test
    void membersThatJsonBIgnoresAreNotNamed() {
        assertThat(message("{\"age\":\"secret\",\"name\":[]}", Customer.class)).as("its name is years")
                .isEqualTo("the array at \"name\" does not match java.lang.String");
        assertThat(message("{\"name\":[],\"age\":[],\"years\":1}", Crossed.class)).as("age is the name of another")
                .isEqualTo("the array at \"age\" does not match java.lang.String");
        assertThat(message("{\"name\":[],\"years\":\"secret\"}", Crossed.class))
                .isEqualTo("the text at \"years\" does not match int");
    }

    @Test
    void aRecordMayRequireItsMembers() {
        assertThat(message("{\"id\":\"secret\"}", Strict.class))
                .isEqualTo("the text at \"id\" does not match java.util.UUID");
        assertThat(message("{\"count\":1}", Strict.class)).isEqualTo("the object does not match it");
    }

    /** The names that the configuration of a Jsonb changes are not known here. */
    @Test
    void theJsonbOfTheApplicationMayNameMembersInItsOwnWay() throws Exception {
        Jsonb dashes = JsonbBuilder.create(
                new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_DASHES));
        try {
            codec = new PayloadCodec(dashes);
            assertThat(message("{\"unitPrice\":\"secret\",\"unit-price\":\"secret\"}", Offer.class))
                    .isEqualTo("the object does not match it");
            assertThat(message("{\"unitPrice\":\"secret\",\"sizes\":[\"secret\"]}", Offer.class))
                    .isEqualTo("the text at \"sizes[0]\" does not match java.lang.Integer");
            assertThat(message("{\"id\":\"secret\"}", Strict.class)).as("unsure")
                    .isEqualTo("the object does not match it");
        } finally {
            dashes.close();
        }
    }

    @Test
    void theCauseIsKept() {
        assertThatThrownBy(() -> codec.decode("{\"id\":\"secret\"}", Order.class))
                .hasCauseInstanceOf(jakarta.json.bind.JsonbException.class);
    }
}
