package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTypeAdapter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.GenericType;

/** A payload that cannot be bound is answered with the place and the type, and with nothing of its values. */
class MisfitTest {

    private static final String PLACE = MisfitTest.class.getName() + "$";

    private final jakarta.json.bind.Jsonb jsonb = ExactNumbers.jsonb();
    private final PayloadCodec codec = new PayloadCodec(jsonb);

    /** What is bought. */
    public record Order(UUID id, List<Line> lines, Map<String, Integer> stock, LocalDate due, DayOfWeek day,
            boolean paid,
            Optional<Line> gift, Page<Line> page, int[] sizes, List<Line>[] parcels) {
    }

    /** A part of an order. */
    public record Line(BigDecimal price, int count) {
    }

    /** A generic type. */
    public record Page<T>(List<T> items, T first) {
    }

    /** A bean with accessors. */
    public static class Customer {

        private String name;
        private int age;
        @JsonbTypeAdapter(Yes.class)
        private boolean known;

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
        public void setKnown(boolean known) {
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
            "{'stock':{'pen':1,'ink':'secret'}} | the text at 'stock.ink' does not match java.lang.Integer",
            "{'gift':{'price':[]}} | the array at 'gift.price' does not match java.math.BigDecimal",
            "{'page':{'items':[{'count':'secret'}]}} | the text at 'page.items[0].count' does not match int",
            "{'page':{'first':{'count':'secret'}}} | the text at 'page.first.count' does not match int",
            "{'sizes':[1,'secret']} | the text at 'sizes[1]' does not match int",
            "{'parcels':[[],[{'count':'secret'}]]} | the text at 'parcels[1][0].count' does not match int",
            "[{}] | the array does not match it", "'secret' | the text does not match it" })
    void theMessageNamesPlaceAndType(String json, String expected) {
        assertThat(message(json.replace('\'', '"'), Order.class))
                .isEqualTo(expected.replace('\'', '"').replace("$", PLACE));
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
        }.type())).isEqualTo("the boolean at \"a.items[0].count\" does not match int");
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
        String name = "x".repeat(5_000) + "\\n";
        assertThat(message("{\"stock\":{\"" + name + "\":\"secret\"}}", Order.class)).as("a long name")
                .startsWith("the text at \"stock.xxx").endsWith("…\" does not match java.lang.Integer");
    }

    @Test
    void theCauseIsKept() {
        assertThatThrownBy(() -> codec.decode("{\"id\":\"secret\"}", Order.class))
                .hasCauseInstanceOf(jakarta.json.bind.JsonbException.class);
    }
}
