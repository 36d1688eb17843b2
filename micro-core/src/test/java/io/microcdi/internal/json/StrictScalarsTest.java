package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.stream.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.GenericType;

/** A boolean, character or fraction inside a value is bound as it was sent, or refused with its place. */
class StrictScalarsTest {

    private final PayloadCodec codec = new PayloadCodec(ExactNumbers.jsonb());

    /** Members of each type, and in each place. */
    public static class Scalars {
        public boolean b;
        public Boolean boxed;
        public char ch;
        public Character letter;
        public double d;
        public Float f;
        public OptionalDouble perhaps;
        public Optional<Boolean> maybe;
        public boolean[] flags;
        public List<Boolean> list;
        public Map<String, Double> map;
        public Map<Boolean, String> keys;
        public List<? extends Map<String, char[]>> deep;
        public Scalars child;
        public Generic<Boolean> generic;
        public Object any;
        private boolean hidden;

        /** The setter of a bean. */
        public void setHidden(boolean newHidden) {
            hidden = newHidden;
        }

        /** The getter of a bean. */
        public boolean isHidden() {
            return hidden;
        }
    }

    /** A member whose type is a variable. */
    public static class Generic<T> {
        public T value;
    }

    /** A type that refers to ever larger ones. */
    public static class Growing<T> {
        public T value;
        public Growing<List<T>> larger;
    }

    /** A record. */
    public record Flags(boolean on, char letter, float share) {
    }

    /** A list without annotations. */
    public static class Switches extends ArrayList<Boolean> {

        private static final long serialVersionUID = 1L;
    }

    /** A list with a form of its own. */
    @JsonbTypeDeserializer(NumberedReader.class)
    public static class Numbered extends ArrayList<Boolean> {

        private static final long serialVersionUID = 1L;
    }

    /** Reads a list of booleans from numbers. */
    public static class NumberedReader implements JsonbDeserializer<Numbered> {

        @Override
        public Numbered deserialize(JsonParser parser, DeserializationContext context, Type type) {
            Numbered read = new Numbered();
            parser.getArray().forEach(each -> read.add(each.toString().equals("1")));
            return read;
        }
    }

    /** A map with a form of its own. */
    @JsonbTypeAdapter(CountsAdapter.class)
    public static class Counts extends HashMap<String, Boolean> {

        private static final long serialVersionUID = 1L;
    }

    /** Reads a map of booleans from numbers. */
    public static class CountsAdapter implements JsonbAdapter<Counts, Map<String, Integer>> {

        @Override
        public Map<String, Integer> adaptToJson(Counts value) {
            return Map.of();
        }

        @Override
        public Counts adaptFromJson(Map<String, Integer> value) {
            Counts read = new Counts();
            value.forEach((name, number) -> read.put(name, number == 1));
            return read;
        }
    }

    /** Has members with a list and a map of their own form. */
    public static class Collected {
        public Numbered numbered;
        public Counts counts;
        public Switches switches;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{\"b\":\"x\"} | the text at \"b\" does not match boolean",
            "{\"b\":1} | the number at \"b\" does not match boolean",
            "{\"b\":\"true\"} | the text at \"b\" does not match boolean",
            "{\"boxed\":0} | the number at \"boxed\" does not match java.lang.Boolean",
            "{\"ch\":\"xyz\"} | the text at \"ch\" does not match char",
            "{\"ch\":65} | the number at \"ch\" does not match char",
            "{\"letter\":true} | the boolean at \"letter\" does not match java.lang.Character",
            "{\"d\":1e400} | the number at \"d\" does not match double",
            "{\"d\":\"NaN\"} | the text at \"d\" does not match double",
            "{\"f\":-1e40} | the number at \"f\" does not match java.lang.Float",
            "{\"perhaps\":1e400} | the number at \"perhaps\" does not match java.util.OptionalDouble",
            "{\"maybe\":1} | the number at \"maybe\" does not match java.lang.Boolean",
            "{\"flags\":[true,1]} | the number at \"flags[1]\" does not match boolean",
            "{\"list\":[\"x\"]} | the text at \"list[0]\" does not match java.lang.Boolean",
            "{\"map\":{\"secret\":1e400}} | the number at \"map.*\" does not match java.lang.Double",
            "{\"deep\":[{},{\"k\":[\"a\",\"bc\"]}]} | the text at \"deep[1].*[1]\" does not match char",
            "{\"child\":{\"child\":{\"b\":1}}} | the number at \"child.child.b\" does not match boolean",
            "{\"generic\":{\"value\":1}} | the number at \"generic.value\" does not match java.lang.Boolean",
            "{\"hidden\":1} | the number at \"hidden\" does not match boolean" })
    void oneThatWouldBeChangedIsRefusedWithItsPlace(String json, String reason) {
        assertThatThrownBy(() -> codec.decode(json, Scalars.class)).isInstanceOf(PayloadException.class)
                .hasMessage("the payload cannot be read as " + Scalars.class.getName() + ": " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"on\":1,\"letter\":\"x\",\"share\":1}", "{\"on\":true,\"letter\":\"xy\",\"share\":1}",
            "{\"on\":true,\"letter\":\"x\",\"share\":1e39}" })
    void soAreComponentsOfARecord(String json) {
        assertThatThrownBy(() -> codec.decode(json, Flags.class)).isInstanceOf(PayloadException.class);
        assertThatThrownBy(() -> codec.decode("[" + json + "]", new GenericType<List<Flags>>() {
        }.type())).isInstanceOf(PayloadException.class).hasMessageContaining("at \"[0].");
    }

    @Test
    void soAreKeys() {
        assertThatThrownBy(() -> codec.decode("{\"keys\":{\"x\":\"y\"}}", Scalars.class))
                .hasMessageContaining("the text at \"keys.*\" does not match");
    }

    @Test
    void allThatFitAreRead() {
        Scalars read = (Scalars) codec.decode(
                "{\"b\":true,\"boxed\":null,\"ch\":\"\\u20ac\",\"letter\":\"\\n\",\"d\":1.5e300,"
                        + "\"f\":\"2.5\",\"perhaps\":0,\"maybe\":null,\"flags\":[true],\"list\":[null,false],\"map\":{\"k\":-1},"
                        + "\"keys\":{\"true\":\"y\"},\"deep\":[{\"k\":[\"a\"]}],\"child\":{\"b\":true},\"generic\":{\"value\":true},"
                        + "\"hidden\":true,\"any\":1e400,\"unknown\":{\"b\":1}}",
                Scalars.class);
        assertThat(read.b && read.hidden && read.child.b && read.generic.value).isTrue();
        assertThat(read.ch).isEqualTo('\u20ac');
        assertThat(read.letter).isEqualTo('\n');
        assertThat(read.d).isEqualTo(1.5e300);
        assertThat(read.f).isEqualTo(2.5f);
        assertThat(read.list).containsExactly(null, false);
        assertThat(read.keys).containsEntry(true, "y");
    }

    @Test
    void aCollectionOrMapWithAFormOfItsOwnIsLeftToJsonB() {
        Collected read = (Collected) codec.decode("{\"numbered\":[1,0],\"counts\":{\"a\":1},\"switches\":[true]}",
                Collected.class);
        assertThat(read.numbered).containsExactly(true, false);
        assertThat(read.counts).containsEntry("a", true);
        assertThatThrownBy(() -> codec.decode("{\"switches\":[1]}", Collected.class))
                .hasMessageContaining("the number at \"switches[0]\"");
    }

    @Test
    void aTypeOfEverLargerTypesIsFollowedToABound() {
        assertThat(new StrictScalars().misfit("{\"value\":true,\"larger\":{\"value\":[1]}}",
                new GenericType<Growing<Boolean>>() {
                }.type())).isEqualTo("the number at \"larger.value[0]\" does not match java.lang.Boolean");
    }

    @Test
    void aJsonbOfTheApplicationDecidesItself() {
        PayloadCodec own = new PayloadCodec(JsonbBuilder.create());
        assertThat(((Scalars) own.decode("{\"ch\":\"xyz\"}", Scalars.class)).ch).isEqualTo('x');
    }
}
