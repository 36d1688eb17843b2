package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbNumberFormat;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTypeAdapter;

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
        @JsonbProperty("other-name")
        public boolean renamed;
        @JsonbTypeAdapter(YesNo.class)
        public Boolean adapted;
        @JsonbNumberFormat("#,##0.00")
        public double formatted;
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

    /** Writes a boolean as a number. */
    public static class YesNo implements JsonbAdapter<Boolean, Integer> {

        @Override
        public Integer adaptToJson(Boolean value) {
            return value ? 1 : 0;
        }

        @Override
        public Boolean adaptFromJson(Integer value) {
            return value == 1;
        }
    }

    /** A record. */
    public record Flags(boolean on, char letter, float share) {
    }

    /** Made by a creator. */
    public static final class Created {

        final boolean on;

        @JsonbCreator
        public Created(@JsonbProperty("on") boolean on) {
            this.on = on;
        }
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
            "{\"other-name\":1} | the number at \"other-name\" does not match boolean",
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
    void soAreParametersOfACreatorAndKeys() {
        assertThatThrownBy(() -> codec.decode("{\"on\":1}", Created.class))
                .hasMessageContaining("the number at \"on\"");
        assertThatThrownBy(() -> codec.decode("{\"keys\":{\"x\":\"y\"}}", Scalars.class))
                .hasMessageContaining("the text at \"keys.*\" does not match");
    }

    @Test
    void allThatFitAreRead() {
        Scalars read = (Scalars) codec.decode(
                "{\"b\":true,\"boxed\":null,\"ch\":\"\\u20ac\",\"letter\":\"\\n\",\"d\":1.5e300,"
                        + "\"f\":\"2.5\",\"perhaps\":0,\"maybe\":null,\"flags\":[true],\"list\":[null,false],\"map\":{\"k\":-1},"
                        + "\"keys\":{\"true\":\"y\"},\"deep\":[{\"k\":[\"a\"]}],\"child\":{\"b\":true},\"generic\":{\"value\":true},"
                        + "\"other-name\":true,\"adapted\":1,\"formatted\":\"1,234.00\",\"any\":1e400,\"unknown\":{\"b\":1}}",
                Scalars.class);
        assertThat(read.b && read.renamed && read.adapted && read.child.b && read.generic.value).isTrue();
        assertThat(read.ch).isEqualTo('\u20ac');
        assertThat(read.letter).isEqualTo('\n');
        assertThat(read.d).isEqualTo(1.5e300);
        assertThat(read.f).isEqualTo(2.5f);
        assertThat(read.list).containsExactly(null, false);
        assertThat(read.keys).containsEntry(true, "y");
        assertThat(read.formatted).isEqualTo(1234);
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
