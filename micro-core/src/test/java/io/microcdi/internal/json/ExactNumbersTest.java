package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole number inside a value is never cut to fit its type. */
class ExactNumbersTest {

    private final Jsonb jsonb = ExactNumbers.jsonb();

    /** Members of every type of whole number. */
    public static final class Numbers {
        public int number;
        public Long large;
        public short small;
        public byte tiny;
        public OptionalInt optional;
        public int[] array;
        public List<Integer> list;
        public Map<String, Integer> map;
        public JsonValue any;
        public double fraction;
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"number\":1.7}", "{\"number\":3000000000}", "{\"number\":1e10}", "{\"large\":1.5}",
            "{\"large\":9223372036854775808}", "{\"small\":70000}", "{\"tiny\":1.5}", "{\"optional\":1.5}",
            "{\"array\":[1.5]}", "{\"list\":[1,3000000000]}", "{\"map\":{\"k\":1.5}}" })
    void oneThatDoesNotFitIsRefused(String json) {
        assertThatThrownBy(() -> new PayloadCodec(jsonb).decode(json, Numbers.class))
                .isInstanceOf(PayloadException.class);
    }

    @Test
    void theMessageNamesIt() {
        assertThatThrownBy(() -> new PayloadCodec(jsonb).decode("{\"number\":3000000000}", Numbers.class))
                .hasStackTraceContaining("the number 3000000000 does not fit an int");
    }

    @Test
    void allThatFitAreRead() {
        Numbers read = jsonb.fromJson("{\"number\":-2147483648,\"large\":9223372036854775807,\"small\":7,\"tiny\":1,"
                + "\"optional\":1.0,\"array\":[1e2],\"list\":[],\"map\":{\"k\":0},\"any\":{\"x\":1.5},\"fraction\":1.5}",
                Numbers.class);
        assertThat(read.number).isEqualTo(Integer.MIN_VALUE);
        assertThat(read.large).isEqualTo(Long.MAX_VALUE);
        assertThat(read.optional).hasValue(1);
        assertThat(read.array).containsExactly(100);
        assertThat(read.any).hasToString("{\"x\":1.5}");
        assertThat(read.fraction).isEqualTo(1.5);
    }

    @Test
    void writingIsAsBefore() {
        Numbers numbers = new Numbers();
        numbers.large = 5L;
        assertThat(jsonb.toJson(numbers)).contains("\"large\":5");
        assertThat(jsonb.fromJson("[1,{\"a\":null}]", JsonValue.class)).hasToString("[1,{\"a\":null}]");
    }
}
