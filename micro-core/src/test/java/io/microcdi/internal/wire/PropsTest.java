package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments of the second dialect and payloads of the first, each made of the other (wire, The second dialect). */
class PropsTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = { "[1,2] | [1,2]", "` [1]` | ` [1]`", "[] | []",
            "{\"a\":[1]} | [{\"a\":[1]}]", "\"[\" | [\"[\"]", "7 | [7]", "null | [null]" })
    void theElementsOfAnArrayAreTheArgumentsAndAnythingElseIsTheOnlyOne(String payload, String props) {
        assertThat(Props.of(payload)).isEqualTo(props);
    }

    @Test
    void noPayloadIsNoArgument() {
        assertThat(Props.of(null)).isEqualTo("[]");
        assertThat(Props.payload("[]")).isNull();
        assertThat(Props.payload(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = { "[7] | 7", "` [ {\"a\":[1,2]} ] ` | {\"a\":[1,2]}",
            "[[1]] | [1]", "[1,2] | [1,2]", "[null] | null", "[1,[2],\"3\"] | [1,[2],\"3\"]" })
    void theOnlyArgumentIsThePayloadOrElseAllOfThem(String props, String payload) {
        assertThat(Props.payload(props)).isEqualTo(payload);
    }

    @Test
    void theFirstArgumentIsReadIfItIsAText() {
        assertThat(Props.firstText("[\"user\\u002dservice\",1]")).isEqualTo("user-service");
        assertThat(Props.firstText("[1,\"a\"]")).isNull();
        assertThat(Props.firstText("[]")).isNull();
        assertThat(Props.firstText(null)).isNull();
    }
}
