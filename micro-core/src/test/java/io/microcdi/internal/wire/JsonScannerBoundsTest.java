package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of a message: nesting, digits and exponent of a number, members of an object. */
class JsonScannerBoundsTest {

    private static final String DIGITS = "1".repeat(800);

    private final JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);

    @ParameterizedTest
    @CsvSource({ "64, ", "65, nested deeper than 64", "100000, nested deeper than 64" })
    void nestingOfArrays(int depth, String violation) {
        assertThat(violation("[".repeat(depth) + "]".repeat(depth))).isEqualTo(violation);
    }

    @ParameterizedTest
    @CsvSource({ "64, ", "65, nested deeper than 64" })
    void nestingOfObjects(int depth, String violation) {
        assertThat(violation("{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1))).isEqualTo(violation);
    }

    @Test
    void neighboursDoNotAddUp() {
        String deep = "[".repeat(63) + "]".repeat(63);
        assertThat(violation("[" + deep + "," + deep + "]")).isNull();
    }

    @Test
    @Timeout(30)
    void aHundredThousandOpenBracketsAreNeitherAStackOverflowNorSlow() {
        String open = "[".repeat(100_000);
        assertThatThrownBy(() -> violation(open)).isInstanceOf(JsonSyntaxException.class);
        assertThatThrownBy(() -> violation("{\"a\":".repeat(100_000))).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void bracketsStillMatchBeyondTheBound() {
        String mixed = "[{\"a\":".repeat(50) + "0" + "}]".repeat(50);
        assertThat(violation(mixed)).isNotNull();
        assertThatThrownBy(() -> violation(mixed.replaceFirst("\\}]", "]}"))).isInstanceOf(JsonSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "-" })
    void aNumberMayHave800Digits(String sign) {
        assertThat(violation(sign + DIGITS)).isNull();
        assertThat(violation(sign + "0." + DIGITS.substring(1))).isNull();
        assertThat(violation(sign + DIGITS.substring(4) + ".1234e999")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "-" })
    void aNumberMayNotHaveOneMore(String sign) {
        String expected = "a number of more than 800 digits";
        assertThat(violation(sign + DIGITS + "1")).isEqualTo(expected);
        assertThat(violation(sign + "0." + DIGITS)).isEqualTo(expected);
        assertThat(violation("[{\"a\":" + sign + DIGITS + ".1e5}]")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({ "1e999, true", "1e-999, true", "1E+999, true", "1e1000, false", "1e-0000, false",
            "1e2147483648, false" })
    void anExponentHasThreeDigits(String number, boolean allowed) {
        assertThat(violation(number)).isEqualTo(allowed ? null : "an exponent of more than 3 digits");
    }

    @Test
    void digitsInTextsAreNotCounted() {
        assertThat(violation("\"" + DIGITS.repeat(10) + "e99999\"")).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "10000, ", "10001, an object with more than 10000 members" })
    void membersOfAnObject(int count, String violation) {
        assertThat(violation(object(count))).isEqualTo(violation);
        assertThat(violation("[" + object(count) + "]")).isEqualTo(violation);
    }

    @Test
    void membersOfSeveralObjectsAndElementsOfArraysAreNotCountedTogether() {
        assertThat(violation("[" + object(6_000) + "," + object(6_000) + "]")).isNull();
        assertThat(violation("{\"in\":" + object(9_999) + ",\"out\":" + object(9_999) + "}")).isNull();
        assertThat(violation("[" + "0,".repeat(20_000) + "0]")).isNull();
    }

    @Test
    void theFirstBoundIsTold() {
        assertThat(violation("[" + DIGITS + "1,1e9999]")).isEqualTo("a number of more than 800 digits");
    }

    @Test
    void boundsAreAsConfigured() {
        JsonScanner narrow = new JsonScanner(new WireLimits(2, 3, 1));
        assertThat(violation(narrow, "[{\"a\":-12.3}]")).isNull();
        assertThat(violation(narrow, "[[[]]]")).contains("2");
        assertThat(violation(narrow, "1234")).contains("3");
        assertThat(violation(narrow, "{\"a\":1,\"b\":2}")).contains("more than 1 members");
    }

    private String violation(String text) {
        return violation(scanner, text);
    }

    private static String violation(JsonScanner scanner, String text) {
        scanner.reset(text);
        scanner.skipValue();
        scanner.expectEnd();
        return scanner.violation();
    }

    private static String object(int members) {
        return IntStream.range(0, members).mapToObj(i -> "\"m" + i + "\":0").collect(Collectors.joining(",", "{", "}"));
    }
}
